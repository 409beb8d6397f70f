"""Have what is held about somebody counted."""

from datetime import timedelta

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from accounts.models import DataSubject
from accounts.nudge import nudge
from exports.models import HoldingsSummary
from exports.tasks import count_holdings

FRESH_FOR = timedelta(minutes=10)
"""How long a count is shown before the page has it counted again."""


def refresh_holdings(subject: DataSubject, *, actor: Actor) -> HoldingsSummary:
    """Return the subject's counts; when they are older than ten minutes, workers are told to count again.

    Safe to call on every view of the page: while a count is under way nothing is asked twice.
    """
    with transaction.atomic():
        summary, made = HoldingsSummary.jobs.select_for_update().get_or_create(subject=subject)
        old = summary.counted_at is None or summary.counted_at <= now() - FRESH_FOR
        if made or (old and not summary.counting):
            summary.job_state, summary.attempts, summary.not_before = "queued", 0, now()
            summary.save()
            audit.record("exports:holdings:asked", actor=actor, subject_ref=subject.ref)
            nudge(count_holdings, summary.pk)
    return summary
