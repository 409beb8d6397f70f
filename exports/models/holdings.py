"""The counts on the page "What we hold about you"."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.jobs import Job
from accounts.models import DataSubject


class HoldingsSummary(Job):
    """How many rows each store holds of one person, as counted by a worker."""

    subject = models.OneToOneField(DataSubject, models.CASCADE, related_name="holdings", editable=False)
    counts = models.JSONField(default=dict, editable=False)
    unavailable = models.JSONField(default=list, editable=False)
    counted_at = models.DateTimeField(null=True, editable=False)

    class Meta(Job.Meta):
        verbose_name = _("count of what is held")
        verbose_name_plural = _("counts of what is held")

    @property
    def counting(self) -> bool:
        """Return whether a worker is about to count or counting."""
        return self.job_state in ("queued", "working")
