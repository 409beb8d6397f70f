"""Drop what was only meant for a moment."""

from datetime import timedelta

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from exports.models import CorrectableValues, MatchQuestion, ValueCheck

VALUES_KEPT = timedelta(minutes=30)
CHECKS_KEPT = timedelta(days=1)
MATCHES_KEPT = timedelta(hours=1)


def forget_read_values(*, actor: Actor) -> int:
    """Drop values that were read for a page half an hour ago, answers about values a day old, and what systems asked an hour ago, answered or not.

    Return how many.
    """
    with transaction.atomic():
        stale = CorrectableValues.objects.filter(
            read_at__lte=now() - VALUES_KEPT, sealed_entries__isnull=False
        )
        dropped = stale.update(sealed_entries=None, read_at=None)
        gone, _each = ValueCheck.objects.filter(asked_at__lte=now() - CHECKS_KEPT).delete()
        asked, _each = MatchQuestion.objects.filter(asked_at__lte=now() - MATCHES_KEPT).delete()
        if dropped or gone or asked:
            audit.record(
                "exports:read_values:forgotten", actor=actor, values=dropped, checks=gone, matches=asked
            )
        return dropped + gone + asked
