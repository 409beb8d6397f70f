"""An erasure: the run with its frozen plan, its steps, its receipt, and the accounts closed to use before it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.jobs import Job
from accounts.ledger import LedgerModel
from accounts.models import DataSubject
from dsr.models.request import DataSubjectRequest


class AccountSwitch(Job):
    """Whether a closing person's accounts at the company should be open or closed to use; a worker makes it so."""

    request = models.OneToOneField(DataSubjectRequest, models.CASCADE, related_name="account_switch")
    suspended = models.BooleanField(_("closed to use"), default=True)

    class Meta(Job.Meta):
        verbose_name = _("account switch")
        verbose_name_plural = _("account switches")


class ErasureRun(Job):
    """One person's erasure from start to receipt.

    What was located is sealed under the record key before anything is erased, so that a worker that dies
    leaves enough for the next one; it is dropped with the address when the receipt is written.
    """

    class Stage(models.TextChoices):
        PLANNING = "planning", _("planning")
        ERASING = "erasing", _("erasing")
        VERIFYING = "verifying", _("looking again")
        CLOSING = "closing", _("closing")
        FINISHED = "finished", _("finished")
        CALLED_OFF = "called_off", _("called off")

    request = models.OneToOneField(DataSubjectRequest, models.PROTECT, related_name="erasure_run")
    subject = models.ForeignKey(DataSubject, models.PROTECT, related_name="erasure_runs")
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.PLANNING)
    pseudonym = models.CharField(max_length=24, blank=True)
    plan = models.JSONField(_("plan"), default=dict)
    findings = models.JSONField(
        _("findings"), default=list, help_text=_("Places where something still stood.")
    )
    rounds = models.PositiveSmallIntegerField(_("looked again"), default=0)
    sealed_found = models.BinaryField(null=True, blank=True)
    sealed_address = models.BinaryField(null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=now, editable=False)
    planned_at = models.DateTimeField(_("plan frozen"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta(Job.Meta):
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stage="planning", planned_at__isnull=True)
                | models.Q(stage="called_off")
                | models.Q(planned_at__isnull=False),
                name="dsr_erasure_planned_before_erasing",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage="finished")
                | models.Q(finished_at__isnull=False, sealed_found__isnull=True, sealed_address__isnull=True),
                name="dsr_erasure_finished_forgets",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.get_stage_display()}"

    @property
    def begun(self) -> bool:
        """Return whether something may have been erased already, so that there is no way back."""
        return self.planned_at is not None


class ErasureStep(models.Model):
    """One table of one store, with its progress. Steps are taken in the order of `place`."""

    run = models.ForeignKey(ErasureRun, models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField()
    store = models.CharField(_("store"), max_length=40)
    table = models.CharField(_("table"), max_length=80)
    handling = models.CharField(_("handling"), max_length=10)
    expected = models.PositiveIntegerField(_("rows found"), default=0)
    touched = models.PositiveIntegerField(_("rows erased"), default=0)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("erasure step")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["run", "store", "table"], name="dsr_erasure_step_once"),
            models.UniqueConstraint(fields=["run", "place"], name="dsr_erasure_step_place"),
        ]

    def __str__(self) -> str:
        return f"{self.store}.{self.table}"


class DeletionReceipt(LedgerModel):
    """What was erased, found absent and kept, signed. It names nobody: the reference is the opaque one."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.OneToOneField(ErasureRun, models.PROTECT, related_name="receipt")
    subject_ref = models.UUIDField(db_index=True)
    content = models.JSONField()
    signature = models.BinaryField(max_length=64)
    issued_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("deletion receipt")

    def __str__(self) -> str:
        return str(self.ref)
