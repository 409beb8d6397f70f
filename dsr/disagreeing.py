"""What a person may say against a correction that was refused, and whether they asked for one before."""

from accounts.regimes.days import add_months
from dsr.agents.words import mandate_of
from dsr.lifecycle import Outcome, State
from dsr.models import DataSubjectRequest
from exports.models import Disagreement

NOT_VERIFIED = "not_verified"
"""The ground of a refusal because nobody could tell who was asking."""
REPEAT_MONTHS = 6
"""Within this time the same correction may be refused as a repeat unless there is new evidence (11 CCR 7023(g))."""


def may_disagree(request: DataSubjectRequest) -> bool:
    """Return whether a correction was refused, in whole or in part, so that a statement may stand beside the data."""
    if request.right != DataSubjectRequest.RightChoice.RECTIFICATION:
        return False
    return request.state == State.DENIED or (
        request.state == State.FULFILLED and request.outcome == Outcome.PARTIAL
    )


def may_disagree_unsigned(request: DataSubjectRequest) -> bool:
    """Return whether whoever opened the request by its secret may say so: the verified person themselves, and nobody in their place."""
    proven = request.verified_at is not None and request.ground != NOT_VERIFIED
    return proven and mandate_of(request) is None and may_disagree(request)


def statement_on(request: DataSubjectRequest) -> Disagreement | None:
    """Return what the person said against the refusal, if they said anything."""
    return Disagreement.objects.filter(subject=request.subject, request_ref=request.ref).first()


def corrections_before(request: DataSubjectRequest) -> list[DataSubjectRequest]:
    """Return the corrections the same person asked for within six months before this one, newest first, ten at most.

    Whether it is the same correction again is for staff to see; nothing is refused by itself.
    """
    if request.right != DataSubjectRequest.RightChoice.RECTIFICATION:
        return []
    since = add_months(request.received_at.date(), -REPEAT_MONTHS)
    before = DataSubjectRequest.objects.of(request.subject).filter(
        right=request.right, received_at__date__gte=since, received_at__lte=request.received_at
    )
    return list(before.exclude(pk=request.pk).order_by("-received_at")[:10])
