"""Two data subjects that the roster found for one of the company's people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.models.subject import DataSubject


class SubjectConflict(models.Model):
    """A pair that staff merge or keep apart. The lower number comes first, so that a pair is noted once."""

    class State(models.TextChoices):
        OPEN = "open", _("to be decided")
        MERGED = "merged", _("one person")
        APART = "apart", _("two people")

    first = models.ForeignKey(DataSubject, models.CASCADE, related_name="+")
    second = models.ForeignKey(DataSubject, models.CASCADE, related_name="+")
    store = models.CharField(_("store"), max_length=40)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(_("found"), default=now, editable=False)
    settled_at = models.DateTimeField(_("decided"), null=True, editable=False)

    class Meta:
        verbose_name = _("identity conflict")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="accounts_conflict_once"),
        ]
