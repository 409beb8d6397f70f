"""Look at the clocks of all requests: remind staff, close what was never confirmed."""

from contextlib import suppress

from django.db import transaction

from accounts.actor import SYSTEM
from accounts.clock import today
from accounts.regimes.days import add_days
from dsr import letters
from dsr.actions.mandates import remind_person
from dsr.actions.verification import expire_request
from dsr.errors import MoveNotAllowed
from dsr.managers import DUE_SOON
from dsr.models import DataSubjectRequest, Mandate
from dsr.moves import locked

BATCH = 200
SOON, LATE = 1, 2


def remind_staff() -> int:
    """Tell staff once that a request is due soon and once that it is late, and return how many requests that were."""
    told = 0
    for level, day in ((LATE, add_days(today(), -1)), (SOON, today() + DUE_SOON)):
        due = DataSubjectRequest.objects.due_by(day).filter(warned__lt=level).order_by("internal_due")
        for request in due[:BATCH]:
            told += _remind(request, level)
    return told


def _remind(request: DataSubjectRequest, level: int) -> int:
    with transaction.atomic():
        request = locked(request)
        if request.is_closed or request.warned >= level:
            return 0
        request.warned = level
        request.save(update_fields=["warned"])
        letters.tell_staff("late" if level == LATE else "soon", request)
        return 1


def close_unconfirmed() -> int:
    """Close requests whose code was never entered, and return how many."""
    closed = 0
    for request in DataSubjectRequest.objects.unconfirmed().order_by("pk")[:BATCH]:
        # Somebody may enter the code at this very moment; the others are closed all the same.
        with suppress(MoveNotAllowed):
            expire_request(request, actor=SYSTEM)
            closed += 1
    return closed


def remind_people() -> int:
    """Ask once more those who were asked to confirm an agent's permission and are silent, and return how many."""
    silent = Mandate.objects.unanswered().select_related("request").order_by("pk")
    return sum(remind_person(mandate, actor=SYSTEM) for mandate in silent[:BATCH])
