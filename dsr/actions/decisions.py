"""What staff decide about a request: approve, take more time, refuse, try again."""

from datetime import date

from django.db import transaction

from accounts.actor import Actor
from accounts.clock import now, today
from accounts.jobs import Job
from accounts.regimes.days import add_days
from accounts.regimes.residence import answer_due
from dsr import letters
from dsr.deadlines import receipt_day
from dsr.errors import (
    CannotBeExtended,
    GroundNotKnown,
    MandateFirst,
    MoveNotAllowed,
    ReasonMissing,
    ReviewNotNeeded,
)
from dsr.lifecycle import Move, Outcome
from dsr.models import DataSubjectRequest, Event, RequestStep
from dsr.moves import check, locked, make, record, tell
from dsr.permissions import require_decider
from dsr.queue import add_step, announce

OPEN_ENDED_DAYS = 60
"""The furthest a new date may lie from the old one where a law sets no end (Switzerland)."""


def approve_request(request: DataSubjectRequest, *, actor: Actor) -> DataSubjectRequest:
    """Let the work on a request that waits for staff begin. Locks it. Raise NotAllowed, MoveNotAllowed, ReviewNotNeeded, MandateFirst."""
    require_decider(actor)
    with transaction.atomic():
        request = locked(request)
        check(request, Move.APPROVE)
        if not request.waits_for_approval:
            raise ReviewNotNeeded
        if request.review == DataSubjectRequest.Review.AGENT:
            raise MandateFirst
        make(request, Move.APPROVE, actor=actor, approved_at=now())
        tell(request, Event.Kind.APPROVED, actor=actor)
        record("dsr:request:approved", request, actor=actor)
        add_step(request, RequestStep.Kind.EXECUTE)
        return request


def extend_request(
    request: DataSubjectRequest, *, actor: Actor, reason: str, until: date | None = None
) -> DataSubjectRequest:
    """Use the one extension the law gives and tell the person why and until when.

    `until` is needed where the law sets no end itself, and ignored elsewhere. Locks the request. Raise
    NotAllowed, MoveNotAllowed, ReasonMissing, CannotBeExtended (used, too late, or not in this law).
    """
    require_decider(actor)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        request = locked(request)
        check(request, Move.EXTEND)
        if not request.can_be_extended:
            raise CannotBeExtended
        statutory, internal = _extended(request, until)
        make(
            request,
            Move.EXTEND,
            actor=actor,
            extended_at=now(),
            statutory_due=statutory,
            internal_due=internal,
        )
        tell(request, Event.Kind.EXTENDED, actor=actor, text=reason)
        record("dsr:request:extended", request, actor=actor, statutory_due=str(statutory))
        letters.write("extended", request)
        return request


def deny_request(
    request: DataSubjectRequest, *, actor: Actor, ground: str, text: str = "", letter: str = "denied"
) -> DataSubjectRequest:
    """Refuse on a ground the applicable law knows and tell the person why and what they can do.

    Locks the request. Raise NotAllowed, MoveNotAllowed, GroundNotKnown, and ReasonMissing when staff give no text.
    """
    require_decider(actor)
    if actor.kind == "staff" and not text.strip():
        raise ReasonMissing
    with transaction.atomic():
        request = locked(request)
        known = request.law.grounds.get(ground)
        if known is None:
            raise GroundNotKnown
        make(request, Move.DENY, actor=actor, reason=known.reason, ground=ground, outcome=Outcome.DENIED)
        for step in RequestStep.jobs.filter(request=request):
            step.cancel()
        tell(request, Event.Kind.DENIED, actor=actor, text=text)
        record("dsr:request:denied", request, actor=actor, reason=known.reason, ground=ground)
        letters.refuse(letter, request)
        return request


def retry_step(step: RequestStep, *, actor: Actor) -> RequestStep:
    """Put a failed step of a live request back in the queue. Raise NotAllowed, MoveNotAllowed."""
    require_decider(actor)
    with transaction.atomic():
        request = locked(step.request)
        if request.is_closed:
            raise MoveNotAllowed
        step.requeue()
        record("dsr:request:retried", request, actor=actor, job=step.kind)
        if step.job_state == Job.JobState.QUEUED:
            announce(step.pk)
        return step


def _extended(request: DataSubjectRequest, until: date | None) -> tuple[date, date]:
    clock = request.law.clock(request.right)
    if clock.open_ended_extension:
        if until is None or not today() < until <= add_days(request.statutory_due, OPEN_ENDED_DAYS):
            raise CannotBeExtended
        return until, until
    start = receipt_day(request.law, request.received_at)
    due = answer_due(request.law, request.right, start, request.residence, extended=True)
    return due.statutory, due.internal
