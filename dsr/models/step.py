"""The work on a request that a worker does: look the person up, then carry out what they asked for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.jobs import Job
from dsr.models.request import DataSubjectRequest


class RequestStep(Job):
    """One step of one request, done once."""

    class Kind(models.TextChoices):
        LOOK_UP = "look_up", _("find out who is meant")
        EXECUTE = "execute", _("carry it out")

    request = models.ForeignKey(DataSubjectRequest, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta(Job.Meta):
        verbose_name = _("step")
        constraints = [
            models.UniqueConstraint(fields=["request", "kind"], name="dsr_step_once"),
        ]
