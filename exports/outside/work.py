"""Work on a question: ask, look again, fetch what was announced, remind, or end it when its time is over.

One call to the other side at most, outside of any transaction; then one commit under the lease. A worker that
dies in between has asked with the same number as the next one will.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.datamap.vocabulary import StoreMap
from accounts.errors import DomainError
from accounts.jobs import LeaseLost
from accounts.sealing import seal, unseal
from exports.archive.vault import shelf
from exports.models import StoreTask
from exports.outside import answers, asking
from exports.outside.answers import File
from exports.outside.dates import backoff, later
from exports.outside.ending import announce, end_of, ending, record
from exports.outside.file_types import JSON, type_of
from exports.outside.letters import ask_owner, tell_staff
from exports.outside.messages import Misbehaved, Reply
from exports.outside.stores import find

State, Reason = StoreTask.State, StoreTask.Reason
FIRST_LOOK = timedelta(minutes=5)
TRIES_BEFORE_STAFF = 6
"""Tries after which staff are told that a store cannot be asked; about a quarter of an hour."""


def work(pk: int) -> None:
    """Do the next thing about a question if it is to be had. Unexpected errors put it back and go on."""
    task = StoreTask.claim(pk)
    if task is None:
        return
    try:
        _next(task)
    except LeaseLost:
        return
    except DomainError as fault:
        with suppress(LeaseLost):
            _again(task, fault.code)
    except Exception:
        with suppress(LeaseLost):
            _again(task, "unexpected")
        raise


def _next(task: StoreTask) -> None:
    store = find(task.store)
    if task.state == State.CANCELLED:
        _take_back(task, store)
    elif task.is_due:
        _end(task, ending(State.NO_ANSWER))
    elif task.subject.erased_at is not None:
        _end(task, ending(State.CANCELLED, Reason.ERASED))
    elif store is None:
        _end(task, ending(State.CANCELLED, Reason.NOT_IN_MAP))
    elif store.manual is not None:
        _by_hand(task, store)
    elif task.sealed_results is not None:
        _fetch(task, store)
    else:
        _over_http(task, store)


def _over_http(task: StoreTask, store: StoreMap) -> None:
    question = asking.question_of(task, store)
    if not question.identities:
        _end(task, ending(State.CANCELLED, Reason.NO_IDENTIFIER))
        return
    if task.asked_at is None:
        reply = asking.ask(store, question, again=task.tries > 0 or task.attempts > 1)
    else:
        reply = asking.look(store, question)
    _take(task, reply)


def _take(task: StoreTask, reply: Reply) -> None:
    """Write down what the store said: that it works on it, where its results are, or the end."""
    if not reply.final:
        _wait(task, expected_at=reply.expected_at or task.expected_at)
    elif reply.results_url and task.verb == StoreTask.Verb.ACCESS:
        sealed = seal(task.subject, reply.results_url, life="account")
        _put_back(task, now(), asked_at=task.asked_at or now(), sealed_results=sealed, tries=0)
    else:
        with shelf() as own, transaction.atomic():
            if reply.data is not None and task.verb == StoreTask.Verb.ACCESS:
                answers.keep(own, task, File(reply.data, JSON))
            _end(task, end_of(task, reply) | {"asked_at": task.asked_at or now()})


def _fetch(task: StoreTask, store: StoreMap) -> None:
    data = asking.results(store, unseal(task.subject, task.sealed_results or b"", life="account"))
    kind = type_of(data)
    if kind is None:
        raise Misbehaved
    with shelf() as own, transaction.atomic():
        answers.keep(own, task, File(data, kind))
        _end(task, end_of(task, Reply("completed")))


def _by_hand(task: StoreTask, store: StoreMap) -> None:
    """Ask the owner, or remind them; the mail and the progress commit together."""
    assert store.manual is not None  # noqa: S101  (the caller looked)
    first = task.asked_at is None
    with transaction.atomic():
        ask_owner(task, store, again=not first)
        fields: dict[str, Any] = (
            {"state": State.ASKED, "asked_at": now()} if first else {"reminders": task.reminders + 1}
        )
        _put_back(task, later(now(), store.manual.remind), **fields)
        record("exports:question:asked" if first else "exports:question:reminded", task, actor=SYSTEM)


def _wait(task: StoreTask, *, expected_at: datetime | None) -> None:
    """Look again later, each time after a longer while: callbacks come by themselves."""
    first = task.asked_at is None
    wait = max(FIRST_LOOK, backoff(task.looks + 4))
    with transaction.atomic():
        _put_back(
            task,
            now() + wait,
            state=State.ASKED,
            asked_at=task.asked_at or now(),
            expected_at=expected_at,
            looks=task.looks + 1,
            tries=0,
            last_error_code="",
        )
        if first:
            record("exports:question:asked", task, actor=SYSTEM)


def _again(task: StoreTask, code: str) -> None:
    """Put a question back after a fault; when it goes on, staff are told once."""
    tries = task.tries + 1
    tell = tries >= TRIES_BEFORE_STAFF and task.staff_told_at is None and task.is_open
    if task.state == State.CANCELLED and tries >= TRIES_BEFORE_STAFF:
        task.finish()
        return
    with transaction.atomic():
        fields = {"staff_told_at": now()} if tell else {}
        _put_back(task, now() + backoff(tries), tries=min(tries, 1000), last_error_code=code, **fields)
        if tell:
            tell_staff(task, "unreachable")


def _take_back(task: StoreTask, store: StoreMap | None) -> None:
    if store is not None:
        asking.take_back(store, task)
    task.finish()


def _put_back(task: StoreTask, moment: datetime, **fields: Any) -> None:
    """Commit progress and give the job back to the queue, for a moment before the end of its time."""
    limit = max(task.due_at, now()) if task.is_open else moment
    task.commit_piece(job_state="queued", lease=None, not_before=min(moment, limit), **fields)


def _end(task: StoreTask, fields: dict[str, Any]) -> None:
    with transaction.atomic():
        task.finish(**fields)
        record("exports:question:ended", task, actor=SYSTEM, state=task.state, reason=task.reason)
        announce(task)
