"""Facts every app must respect: holds, restrictions, suppressions and corrections."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.models.subject import DataSubject


class LegalHold(models.Model):
    """A duty to keep what is held about a person. While it is in force nothing of theirs is erased."""

    subject = models.ForeignKey(DataSubject, models.PROTECT, related_name="legal_holds")
    reason = models.CharField(max_length=200, help_text=_("Why it must be kept. Never shown to the person."))
    owner = models.CharField(max_length=80, help_text=_("The role that answers for this hold."))
    placed_at = models.DateTimeField(default=now, editable=False)
    review_on = models.DateField(help_text=_("When somebody must look whether it is still needed."))
    released_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("legal hold")


class ProcessingRestriction(models.Model):
    """Data that is stored and not otherwise used (GDPR 18), for one purpose or for all."""

    subject = models.ForeignKey(DataSubject, models.CASCADE, related_name="restrictions")
    purpose = models.CharField(max_length=40, blank=True, help_text=_("Empty: every purpose."))
    ground = models.CharField(max_length=40)
    imposed_at = models.DateTimeField(default=now, editable=False)
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("processing restriction")


class Suppression(models.Model):
    """A keyed hash of an identifier that must not come back: a later sync never restores who was erased."""

    kind = models.CharField(max_length=12)
    store = models.CharField(max_length=40, blank=True)
    digest = models.BinaryField(max_length=40)
    reason = models.CharField(max_length=20, default="erased")
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("suppression")
        constraints = [
            models.UniqueConstraint(fields=["kind", "store", "digest"], name="accounts_suppression_once")
        ]


class CorrectedFact(models.Model):
    """Something about a person that they put right here; what the company's roster says of it later does not replace it."""

    class What(models.TextChoices):
        RESIDENCE = "residence", _("where you live")
        LANGUAGE = "language", _("language")

    subject = models.ForeignKey(DataSubject, models.CASCADE, related_name="corrected_facts")
    what = models.CharField(max_length=9, choices=What)
    corrected_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("corrected fact")
        constraints = [
            models.UniqueConstraint(fields=["subject", "what"], name="accounts_corrected_fact_once")
        ]
