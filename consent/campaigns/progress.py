"""How a campaign is getting on, in two queries however many people it is for."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from consent.models import Campaign, Notice, NoticeBatch
from consent.reasons import in_words

State = Notice.State


@dataclass
class Progress:
    """Counts of a campaign's notices; those skipped by reason in words.

    Of those handed over, `left` really left, `called_off` were stopped by the send decision in the moment of
    sending, and `failed` could not be delivered.
    """

    planned: int = 0
    handed_over: int = 0
    left: int = 0
    called_off: int = 0
    failed: int = 0
    seen: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    failed_batches: int = 0

    @property
    def waiting(self) -> int:
        """Return how many are planned and not yet handed over or skipped."""
        return self.planned - self.handed_over - sum(self.skipped.values())


def progress_of(campaign: Campaign) -> Progress:
    """Return the counts of one campaign."""
    progress = Progress()
    rows = (
        Notice.objects.filter(campaign=campaign)
        .values("state", "reason")
        .annotate(
            number=Count("pk"),
            seen=Count("pk", filter=Q(seen_at__isnull=False)),
            left=Count("pk", filter=Q(delivery__sent_at__isnull=False)),
            called_off=Count("pk", filter=Q(delivery__job_state="cancelled")),
            failed=Count("pk", filter=Q(delivery__job_state="failed")),
        )
        .order_by("state", "reason")
    )
    for row in rows:
        progress.planned += row["number"]
        progress.seen += row["seen"]
        progress.left += row["left"]
        progress.called_off += row["called_off"]
        progress.failed += row["failed"]
        if row["state"] == State.HANDED_OVER:
            progress.handed_over += row["number"]
        elif row["state"] == State.SKIPPED:
            progress.skipped[in_words(row["reason"])] = row["number"]
    progress.failed_batches = NoticeBatch.jobs.filter(campaign=campaign, job_state="failed").count()
    return progress
