"""Drop what was only meant for a moment."""

from datetime import timedelta

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from exports.models import CorrectableValues, ValueCheck

VALUES_KEPT = timedelta(minutes=30)
CHECKS_KEPT = timedelta(days=1)


def forget_read_values(*, actor: Actor) -> int:
    """Drop values that were read for a page half an hour ago, and answers about values a day old. Return how many."""
    with transaction.atomic():
        stale = CorrectableValues.objects.filter(
            read_at__lte=now() - VALUES_KEPT, sealed_entries__isnull=False
        )
        dropped = stale.update(sealed_entries=None, read_at=None)
        gone, _each = ValueCheck.objects.filter(asked_at__lte=now() - CHECKS_KEPT).delete()
        if dropped or gone:
            audit.record("exports:read_values:forgotten", actor=actor, values=dropped, checks=gone)
        return dropped + gone
