"""What a person puts right: the values they may correct, each correction, and what they say where one was refused."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.jobs import Job
from accounts.models import DataSubject
from exports.managers import CorrectionQuerySet


class CorrectableValues(Job):
    """The values one person may correct, as a worker read them: sealed, and dropped after half an hour."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.OneToOneField(
        DataSubject, models.CASCADE, related_name="correctable_values", editable=False
    )
    sealed_entries = models.BinaryField(null=True, editable=False)
    unavailable = models.JSONField(default=list, editable=False)
    read_at = models.DateTimeField(null=True, editable=False, db_index=True)

    class Meta(Job.Meta):
        verbose_name = _("values that may be corrected")
        verbose_name_plural = _("values that may be corrected")

    @property
    def reading(self) -> bool:
        """Return whether a worker is about to read or reading."""
        return self.job_state in ("queued", "working")


class Correction(Job):
    """One value a person put right in a store: the job that writes it, and the fact that later feeds must not undo.

    Place, old and new value are sealed under the person's own key. `cell` is a keyed fingerprint of the place, by
    which a second correction of the same value is known.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WRITTEN = "written", _("corrected")
        CHANGED = "value_changed", _("not made: the value had changed meanwhile")
        GONE = "not_there", _("not made: the entry is not there any more")
        REFUSED = "refused", _("not made: the system refused it")
        REPLACED = "replaced", _("replaced by a later correction")

    class Standing(models.TextChoices):
        STANDS = "stands", _("stands")
        UNDONE = "undone", _("undone by another system")
        LET_GO = "let_go", _("given up for a newer value")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey(DataSubject, models.CASCADE, related_name="corrections", editable=False)
    store = models.CharField(max_length=60, editable=False)
    table = models.CharField(max_length=200, editable=False)
    column = models.CharField(max_length=200, editable=False)
    cell = models.BinaryField(max_length=32, editable=False)
    sealed = models.BinaryField(editable=False)
    actor = models.CharField(max_length=80, editable=False)
    repeats = models.BooleanField(default=False, editable=False)
    outcome = models.CharField(max_length=13, choices=Outcome, default=Outcome.WAITING, editable=False)
    standing = models.CharField(max_length=6, choices=Standing, default=Standing.STANDS, editable=False)
    asked_at = models.DateTimeField(default=now, editable=False)
    written_at = models.DateTimeField(null=True, editable=False)
    looked_at = models.DateTimeField(null=True, editable=False)
    rewritten = models.PositiveSmallIntegerField(default=0, editable=False)

    objects: ClassVar[CorrectionQuerySet] = CorrectionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Job.Meta):
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="written") | Q(written_at__isnull=False),
                name="exports_correction_written_has_date",
            ),
            models.UniqueConstraint(
                fields=["cell"], condition=Q(outcome="waiting"), name="exports_correction_one_waiting"
            ),
        ]
        indexes = [
            *Job.Meta.indexes,
            models.Index(fields=["subject", "-asked_at"], name="exports_correction_of_subject"),
            models.Index(fields=["cell"], name="exports_correction_of_cell"),
            models.Index(
                fields=["looked_at"],
                name="exports_correction_to_watch",
                condition=Q(outcome="written", standing="stands"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.ref)


class ValueCheck(Job):
    """One question whether a value that is not shown is the one its person has in mind; the answer is yes or no.

    The value asked about is sealed until it was compared, and then gone. It goes as a whole after a day.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey(DataSubject, models.CASCADE, related_name="value_checks", editable=False)
    store = models.CharField(max_length=60, editable=False)
    table = models.CharField(max_length=200, editable=False)
    column = models.CharField(max_length=200, editable=False)
    sealed_value = models.BinaryField(null=True, editable=False)
    agrees = models.BooleanField(null=True, editable=False)
    asked_at = models.DateTimeField(default=now, editable=False, db_index=True)

    class Meta(Job.Meta):
        verbose_name = _("checked value")
        verbose_name_plural = _("checked values")


class Disagreement(models.Model):
    """What a person says against a correction that was refused, kept beside the data in question (11 CCR 7023(f))."""

    LONGEST = 4000

    subject = models.ForeignKey(DataSubject, models.CASCADE, related_name="disagreements", editable=False)
    request_ref = models.UUIDField(unique=True, editable=False)
    statement = models.TextField(max_length=LONGEST, editable=False)
    written_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("statement of disagreement")
        verbose_name_plural = _("statements of disagreement")
