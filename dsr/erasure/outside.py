"""What an erasure asks of stores that others run, waits for, and says of them afterwards."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from accounts.actor import SYSTEM
from accounts.clock import now
from dsr.erasure.rules import promised_by
from dsr.models import AccountSwitch, ErasureRun
from exports.actions.questions import ask_store, close_overdue
from exports.models import StoreTask
from exports.outside.ending import GOOD
from exports.outside.stores import name_of, stores_that
from exports.stores.registry import outside_stores

ERASE = StoreTask.Verb.ERASE
WAITS_FOR_STORES = "waits_for_stores"
"""The code under which an erasure waits for answers."""
ROOM_AFTER = timedelta(days=1)
"""Time left between the last answer and the promised day, for the portal's own rows and the receipt."""
LEAST = timedelta(days=1)
"""What a store outside has in any case, also when the promised day is near or over."""


def ask_to_switch(switch: AccountSwitch) -> None:
    """Ask the stores outside that can to close the person's account to use, or to open it again. Safe to repeat."""
    verb = StoreTask.Verb.SUSPEND if switch.suspended else StoreTask.Verb.RESUME
    for store in stores_that(verb):
        ask_store(
            switch.request.subject, store=store, verb=verb, actor=SYSTEM, request_ref=switch.request.ref
        )


def ask_to_erase(run: ErasureRun) -> None:
    """Ask every store outside that can to erase the person, until a day before the promised one. Call in the plan's transaction."""
    for store in stores_that(ERASE):
        ask_store(
            run.subject, store=store, verb=ERASE, actor=SYSTEM, request_ref=run.request.ref, until=_until(run)
        )


def still_out(run: ErasureRun) -> bool:
    """Return whether a store outside may still answer; those whose time is over are closed as not answered."""
    close_overdue(actor=SYSTEM, request_ref=run.request.ref)
    return StoreTask.objects.waited_for(run.request.ref, ERASE).exists()


def outside_in_receipt(run: ErasureRun) -> list[dict[str, Any]]:
    """Return what the receipt says of each store outside: what was answered and when, or that nothing was."""
    tasks = {task.store: task for task in StoreTask.objects.belonging_to(run.request.ref, ERASE)}
    never = [store.key for store in outside_stores() if store.key not in tasks]
    return [
        *(_line(task) for task in tasks.values()),
        *({"store": key, "name": name_of(key), "asked": False} for key in never),
    ]


def unanswered(told: Iterable[dict[str, Any]]) -> list[str]:
    """Return the names of the stores outside that cannot be said to hold nothing any more."""
    return [line["name"] for line in told if line.get("answer") not in GOOD]


def _line(task: StoreTask) -> dict[str, Any]:
    asked = task.asked_at is not None
    line: dict[str, Any] = {
        "store": task.store,
        "name": name_of(task.store),
        "asked": asked,
        "answer": task.state,
    }
    line |= {"to_be_answered_by": task.due_at.isoformat()}
    line |= {"answered_at": task.answered_at.isoformat()} if task.answered_at else {}
    return line | ({"reason": task.reason} if task.reason else {})


def _until(run: ErasureRun) -> datetime:
    promised = promised_by(run.request.received_at, promise_days=settings.ERASURE_PROMISE_DAYS)
    return max(promised - ROOM_AFTER, now() + LEAST)
