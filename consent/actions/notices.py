"""Note that somebody has seen what they were owed a notice about."""

from collections.abc import Iterable

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from accounts.models import DataSubject
from consent.models import Notice


def mark_seen(subject: DataSubject, *, actor: Actor, campaigns: Iterable[int]) -> int:
    """Mark the person's unseen notices of these campaigns as seen and return how many that were. Commits on its own.

    Safe to call whenever somebody opens a page: the first time counts.
    """
    with transaction.atomic():
        unseen = Notice.objects.filter(subject=subject, campaign__in=campaigns, seen_at__isnull=True)
        seen = unseen.update(seen_at=now())
        if seen:
            audit.record("consent:notice:seen", actor=actor, subject_ref=subject.ref, notices=seen)
    return seen
