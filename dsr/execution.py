"""Do the steps of a request in a worker."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.jobs import LeaseLost
from dsr import letters
from dsr.actions.matching import match_request
from dsr.actions.opting_out import opt_out
from dsr.closing import cancel_url
from dsr.erasure.rules import starts_at
from dsr.models import DataSubjectRequest, Event, RequestStep
from dsr.moves import locked, tell
from dsr.scope import scope_of
from dsr.signals import erasure_scheduled
from exports.actions.packages import OtherCopyFirst, request_package
from exports.quarantine import WAIT, StoreQuarantined, suspect

NEXT_COPY = timedelta(minutes=1)
"""How long a request waits before it looks whether the copy ahead of its own is there."""


def work_on_step(step_id: int) -> None:
    """Claim a step and do it, once; a fault puts it back with its code and is raised for the worker to see.

    What needs a store in quarantine waits without an attempt counted, and so does a copy behind another of the same person.
    """
    step = RequestStep.claim(step_id)
    if step is None:
        return
    try:
        with transaction.atomic():
            DOING[step.kind](step)
            step.finish()
    except LeaseLost:
        return
    except StoreQuarantined as quarantined:
        # What was noted of the store went back with the transaction.
        suspect(quarantined.store)
        with suppress(LeaseLost):
            step.commit_piece()
            step.retry_later(quarantined.code, WAIT)
    except OtherCopyFirst as first:
        with suppress(LeaseLost):
            step.commit_piece()
            step.retry_later(first.code, NEXT_COPY)
    except Exception as error:
        step.retry_later(getattr(error, "code", type(error).__name__)[:60])
        letters.tell_if_failed(step, step.request)
        raise


def _look_up(step: RequestStep) -> None:
    match_request(step.request, actor=SYSTEM)


def _execute(step: RequestStep) -> None:
    request = locked(step.request)
    if request.is_closed or request.waits_for_approval or request.by_hand:
        return
    EXECUTING[request.right](request)


def _schedule_erasure(request: DataSubjectRequest) -> None:
    """Give a deletion its date, unless the closing of an account gave it one already."""
    if request.execute_after is not None:
        return
    request.execute_after = starts_at(now(), grace_days=settings.ERASURE_GRACE_DAYS)
    request.save(update_fields=["execute_after"])
    tell(request, Event.Kind.SCHEDULED, actor=SYSTEM)
    erasure_scheduled.send(DataSubjectRequest, request=request)
    letters.write("erasure_scheduled", request, when=request.execute_after, href=cancel_url(request))


def _make_copy(request: DataSubjectRequest) -> None:
    tell(request, Event.Kind.STARTED, actor=SYSTEM)
    request_package(request.subject, actor=SYSTEM, scope=scope_of(request), request_ref=request.ref)


def _opt_out(request: DataSubjectRequest) -> None:
    opt_out(request, actor=SYSTEM)


DOING: dict[str, Callable[[RequestStep], None]] = {"look_up": _look_up, "execute": _execute}
EXECUTING: dict[str, Callable[[DataSubjectRequest], None]] = {
    "access": _make_copy,
    "portability": _make_copy,
    "erasure": _schedule_erasure,
    "opt_out": _opt_out,
}
