"""The trace of two data subjects becoming one."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.models.subject import DataSubject


class SubjectMerge(models.Model):
    """One merge: who was merged into whom, by whom, and exactly which rows moved, so that a split moves those back."""

    class Ground(models.TextChoices):
        ASKED = "asked", _("The person says so, and proved what is known of both")
        COMPANY = "company", _("The company's own systems have them as one person")
        TWICE = "twice", _("They were entered twice: their details are the same")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    former = models.ForeignKey(DataSubject, models.PROTECT, related_name="+")
    into = models.ForeignKey(DataSubject, models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict, help_text=_("Numbers of the rows that moved, by part."))
    merged_at = models.DateTimeField(_("merged"), default=now, editable=False)
    merged_by = models.CharField(_("by"), max_length=80)
    ground = models.CharField(_("why"), max_length=8, choices=Ground)
    split_at = models.DateTimeField(_("split again"), null=True, editable=False)
    split_by = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("merge of two people")
        verbose_name_plural = _("merges of people")
        constraints = [
            models.UniqueConstraint(
                fields=["former"], condition=models.Q(split_at__isnull=True), name="accounts_merge_once"
            )
        ]
