"""How a question ends: in which state, told to whom. Whoever ends one calls this inside the transaction that writes it."""

from typing import Any

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from exports.models import StoreAnswer, StoreTask
from exports.outside.letters import tell_staff
from exports.outside.messages import Reply
from exports.outside.queue import wake_package
from exports.signals import store_answered

State = StoreTask.State
GOOD = (State.COMPLETED, State.NOTHING_HELD)
"""Ends after which it can be said that what was asked is so."""
BAD = (State.NO_ANSWER, State.REFUSED)
"""Ends with which somebody should do something."""


def ending(state: str, reason: str = "") -> dict[str, Any]:
    """Return the fields of a question that ends now: what was secret about asking it goes."""
    answered = state in (State.COMPLETED, State.NOTHING_HELD, State.REFUSED)
    return {
        "state": state,
        "reason": reason,
        "ended_at": now(),
        "answered_at": now() if answered else None,
        "sealed_changes": None,
        "sealed_results": None,
        "code_digest": None,
        "code_expires_at": None,
    }


def end_of(task: StoreTask, reply: Reply) -> dict[str, Any]:
    """Return the fields of a question that a final reply ends.

    A copy that is called done and was not handed over counts as refused: nothing came.
    """
    done = task.verb == StoreTask.Verb.ACCESS and reply.said == "completed"
    if done and not StoreAnswer.objects.filter(task=task).exists():
        return ending(State.REFUSED, StoreTask.Reason.NO_DATA)
    return ending(reply.said, reply.reason)


def announce(task: StoreTask) -> None:
    """Tell whoever waits for a question that it has ended, and staff where that is nothing good."""
    if task.state in BAD:
        tell_staff(task, task.state)
    wake_package(task.request_ref)
    store_answered.send(StoreTask, task=task)


def record(name: str, task: StoreTask, *, actor: Actor, **data: str | int | bool | None) -> None:
    """Record an audit event about a question."""
    audit.record(
        name,
        actor=actor,
        subject_ref=task.subject.ref,
        question=str(task.ref),
        store=task.store,
        verb=task.verb,
        **data,
    )
