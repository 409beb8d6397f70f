"""What can be done with a question to a store outside: ask it, take its answer, take it back, end or try it again."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actor import SYSTEM, Actor
from accounts.clock import now
from accounts.datamap.vocabulary import StoreMap
from accounts.errors import DomainError
from accounts.models import DataSubject
from accounts.sealing import seal
from exports.archive.vault import Shelf, shelf
from exports.models import StoreTask
from exports.outside import answers
from exports.outside.answers import File
from exports.outside.ending import announce, end_of, ending, record
from exports.outside.file_types import JSON
from exports.outside.letters import tell_staff
from exports.outside.locking import lock
from exports.outside.messages import Reply
from exports.outside.queue import nudge_question
from exports.outside.stores import due, verbs_of

State, Reason, Verb = StoreTask.State, StoreTask.Reason, StoreTask.Verb
BATCH = 200
OPPOSITE = {
    Verb.SUSPEND: Verb.RESUME,
    Verb.RESUME: Verb.SUSPEND,
    Verb.OPT_OUT: Verb.OPT_IN,
    Verb.OPT_IN: Verb.OPT_OUT,
}
"""What takes the place of what, whatever each was asked for: a late repetition of the first must not undo the second."""
ON_ITS_WAY = timedelta(minutes=1)
"""How long a call that is going on may take at most, with room: its opposite is sent after that."""


class CannotAsk(DomainError):
    """The data map does not say that this store answers this."""

    code = "cannot_ask"
    message = _("This system cannot be asked for that.")


class UnknownQuestion(DomainError):
    """No question has this number at this store."""

    code = "unknown_question"
    message = _("No question has this number.")


class QuestionOver(DomainError):
    """The question was answered, or its time is over."""

    code = "question_over"
    message = _("This question is over. Nothing more can be answered here.")


def ask_store(
    subject: DataSubject,
    *,
    store: StoreMap,
    verb: str,
    actor: Actor,
    request_ref: UUID,
    until: datetime | None = None,
    changes: Any = None,
) -> StoreTask:
    """Return the question that asks one store to do something about one person; made in the caller's transaction, asked after it.

    The same store, verb and request are asked once, however often this is called. `until` brings the store's
    own deadline forward. `changes` go with a question to correct something, sealed until it is over. Raise CannotAsk.
    """
    if verb not in verbs_of(store):
        raise CannotAsk
    with transaction.atomic():
        DataSubject.objects.select_for_update().get(pk=subject.pk)
        known = StoreTask.objects.filter(request_ref=request_ref, store=store.key, verb=verb).first()
        if known is not None:
            return known
        not_before = _take_the_place(subject, store.key, verb, actor=actor)
        latest = due(store, now())
        task = StoreTask.objects.create(
            subject=subject,
            store=store.key,
            verb=verb,
            request_ref=request_ref,
            due_at=min(latest, until) if until else latest,
            sealed_changes=None if changes is None else seal(subject, changes, life="account"),
            not_before=not_before,
        )
        record("exports:question:made", task, actor=actor)
        nudge_question(task.pk)
        return task


def take_reply(ref: UUID, *, store: str, reply: Reply, actor: Actor) -> StoreTask:
    """Take what a store said by itself about one of its questions, and return the question.

    Said twice counts once, and what is over stays as it ended; a final answer that comes too late is kept as
    late. Of somebody who was erased meanwhile nothing is taken. Locks the person and the question. Raise
    UnknownQuestion for another store's number.
    """
    with shelf() as own, transaction.atomic():
        task = _locked(StoreTask.objects.filter(ref=ref, store=store))
        if task.is_open and task.subject.erased_at is not None:
            _end(task, ending(State.CANCELLED, Reason.ERASED), actor=SYSTEM)
        elif task.is_open and task.is_due:
            _end(task, ending(State.NO_ANSWER), actor=SYSTEM)
        if task.is_open:
            _take(task, reply, own, actor=actor)
        elif task.state == State.NO_ANSWER and reply.final and not task.late_state:
            _note_late(task, reply.said, reply.reason, actor=actor)
        return task


def answer_for_store(task: StoreTask, *, said: str, actor: Actor, note: str = "") -> StoreTask:
    """Take the final answer of a person: a manual store's owner, or staff on a store's behalf.

    `note` is sealed under the person's record key. Locks the question. Raise QuestionOver.
    """
    with transaction.atomic():
        task = _locked(StoreTask.objects.filter(pk=task.pk))
        if task.state == State.NO_ANSWER and not task.late_state and actor.kind == "staff":
            _keep_note(task, note)
            _note_late(task, said, "declined" if said == State.REFUSED else "", actor=actor)
            return task
        if not task.takes_answers:
            raise QuestionOver
        _keep_note(task, note)
        reply = Reply(said, "declined" if said == "refused" else "")  # type: ignore[arg-type]
        _end(task, end_of(task, reply) | {"asked_at": task.asked_at or now()}, actor=actor)
        return task


def cancel_question(task: StoreTask, *, actor: Actor, reason: str = Reason.NOT_NEEDED) -> StoreTask:
    """Take a question back: nobody waits for it any more, and a store that was asked is told where it can be. Does nothing to one that is over."""
    with transaction.atomic():
        task = _locked(StoreTask.objects.filter(pk=task.pk))
        if not task.is_open:
            return task
        _write(task, **ending(State.CANCELLED, reason), job_state="queued", lease=None, attempts=0, tries=0,
               not_before=now())  # fmt: skip
        record("exports:question:ended", task, actor=actor, state=task.state, reason=task.reason)
        announce(task)
        nudge_question(task.pk)
        return task


def close_overdue(*, actor: Actor, request_ref: UUID | None = None) -> int:
    """End questions whose time is over although no worker could, and return how many.

    With `request_ref` all that are overdue of one request, for whoever waits for them and looks first.
    """
    overdue = StoreTask.objects.open().filter(due_at__lte=now()).order_by("pk")
    stuck = overdue.filter(request_ref=request_ref) if request_ref else overdue.filter(job_state="failed")
    found = list(stuck[:BATCH])
    for task in found:
        with transaction.atomic():
            task = _locked(StoreTask.objects.filter(pk=task.pk))  # noqa: PLW2901  (the same row, locked)
            if task.is_open and task.is_due:
                _end(task, ending(State.NO_ANSWER), actor=actor)
    return len(found)


def try_question_again(task: StoreTask, *, actor: Actor) -> StoreTask:
    """Ask or look again now, whatever the waiting time. Locks the question. Raise QuestionOver."""
    with transaction.atomic():
        task = _locked(StoreTask.objects.filter(pk=task.pk))
        if not task.is_open:
            raise QuestionOver
        if task.job_state in ("queued", "failed"):
            _write(task, job_state="queued", not_before=now(), attempts=0, tries=min(task.tries, 1))
        record("exports:question:retried", task, actor=actor)
        nudge_question(task.pk)
        return task


def _take_the_place(subject: DataSubject, store: str, verb: str, *, actor: Actor) -> datetime:
    """Take back open questions that say the opposite, and return from when this one may be sent: once none of them can be on its way."""
    if verb not in OPPOSITE:
        return now()
    others = StoreTask.objects.open().filter(subject=subject, store=store, verb=OPPOSITE[Verb(verb)])
    on_its_way = False
    for other in others.select_for_update():
        on_its_way = on_its_way or other.job_state == "working"
        cancel_question(other, actor=actor, reason=Reason.OVERTAKEN)
    return now() + ON_ITS_WAY if on_its_way else now()


def _take(task: StoreTask, reply: Reply, own: Shelf, *, actor: Actor) -> None:
    """Write down what was said about an open question; a worker that is at it loses its lease."""
    access = task.verb == Verb.ACCESS
    if not reply.final:
        _write(
            task,
            state=State.ASKED,
            asked_at=task.asked_at or now(),
            expected_at=reply.expected_at or task.expected_at,
        )
        return
    if access and reply.results_url:
        sealed = seal(task.subject, reply.results_url, life="account")
        _write(task, state=State.ASKED, asked_at=task.asked_at or now(), sealed_results=sealed, tries=0,
               job_state="queued", lease=None, attempts=0, not_before=now())  # fmt: skip
        nudge_question(task.pk)
        return
    if access and reply.data is not None:
        answers.keep(own, task, File(reply.data, JSON))
    _end(task, end_of(task, reply) | {"asked_at": task.asked_at or now()}, actor=actor)


def _note_late(task: StoreTask, said: str, reason: str, *, actor: Actor) -> None:
    _write(task, late_state=said, reason=reason, answered_at=now())
    record("exports:question:answered_late", task, actor=actor, state=said)
    tell_staff(task, "late")


def _keep_note(task: StoreTask, note: str) -> None:
    if note:
        _write(task, sealed_note=seal(task.subject, note, life="record"))


def _end(task: StoreTask, fields: dict[str, Any], *, actor: Actor) -> None:
    _write(task, **fields, job_state="done", lease=None, last_error_code="")
    record("exports:question:ended", task, actor=actor, state=task.state, reason=task.reason)
    announce(task)


def _write(task: StoreTask, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(task, name, value)
    task.save(update_fields=list(fields))


def _locked(rows: Any) -> StoreTask:
    task = lock(rows)
    if task is None:
        raise UnknownQuestion
    return task
