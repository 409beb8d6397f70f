"""Find the deletions whose day has come and start them."""

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.errors import DomainError
from accounts.models import LegalHold
from dsr.actions.erasure import start_erasure
from dsr.models import DataSubjectRequest

BATCH = 100


def start_due() -> int:
    """Start every erasure that is due and return how many started; one that is held or waits for staff is passed over."""
    due = DataSubjectRequest.objects.live().filter(
        right="erasure", verified_at__isnull=False, execute_after__lte=now(), erasure_run=None
    )
    # Left out before they are counted: many that are held must not keep others from their turn.
    due = due.exclude(subject__in=LegalHold.objects.filter(released_at__isnull=True).values("subject"))
    started = 0
    for request in due.order_by("execute_after")[:BATCH]:
        try:
            start_erasure(request, actor=SYSTEM)
        except DomainError:
            continue
        started += 1
    return started
