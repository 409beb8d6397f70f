"""Reading a store's people as a job, and whom one run has met."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.jobs import Job


class RosterSync(Job):
    """One run through the people of a store, in pieces in the order of their key; each piece commits with the place reached."""

    store = models.CharField(_("store"), max_length=40)
    started_at = models.DateTimeField(_("started"), default=now, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    table = models.PositiveSmallIntegerField(default=0, editable=False)
    last_key = models.JSONField(default=list, editable=False)
    counts = models.JSONField(_("what was found"), default=dict, editable=False)
    accept_gone = models.BooleanField(
        _("however many are gone"),
        default=False,
        help_text=_("Go on although a large part of the people known is not in the store any more."),
    )

    class Meta(Job.Meta):
        verbose_name = _("roster sync")
        permissions = [("start_rostersync", "Can start and retry roster syncs")]
        constraints = [
            models.UniqueConstraint(
                fields=["store"],
                condition=Q(job_state__in=["queued", "working", "failed"]),
                name="accounts_roster_sync_one_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.store} {self.started_at:%Y-%m-%d %H:%M}"


class RosterSeen(models.Model):
    """The numbers met in one piece of a run. What is known and was not met is gone from the store."""

    sync = models.ForeignKey(RosterSync, models.CASCADE, related_name="seen", db_index=False)
    # One row a piece: a million rows would be written, and deleted again, for nothing.
    digests = ArrayField(models.BinaryField(max_length=40))
