"""To whom a person's data was given, what, when and on which ground."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import now, today
from accounts.models.subject import DataSubject

if TYPE_CHECKING:
    from datetime import date


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """Questions about disclosures."""

    def told_to(self, subject: DataSubject) -> "DisclosureQuerySet":
        """Return what this person may know of, the latest first."""
        return self.filter(subject=subject).order_by("-disclosed_at", "-pk")

    def lapsed(self, day: "date | None" = None) -> "DisclosureQuerySet":
        """Return entries that are still kept from their person although the prohibition is over."""
        return self.filter(held_for__isnull=False, withheld_until__lt=day or today())


class Disclosure(models.Model):
    """One passing-on of a person's data to somebody outside (CCPA 1798.130(a)(4), GDPR 15(1)(c)).

    While a law or an order forbids telling the person, the entry hangs on `held_for` and not on `subject`, so
    that nothing which collects, counts or shows what is theirs can reach it. When the prohibition is over it
    is moved. `sender` and `external_id` are the sender's own, so that sending twice records once.
    """

    subject = models.ForeignKey(DataSubject, models.CASCADE, null=True, related_name="disclosures")
    held_for = models.ForeignKey(DataSubject, models.CASCADE, null=True, related_name="+")
    recipient = models.CharField(_("recipient"), max_length=60)
    category = models.CharField(_("kind of data"), max_length=60)
    ground = models.CharField(_("ground"), max_length=40)
    disclosed_at = models.DateTimeField(_("given"), default=now)
    sender = models.CharField(_("reported by"), max_length=80)
    external_id = models.CharField(_("the sender's number"), max_length=80)
    withheld_until = models.DateField(
        _("kept from the person until"),
        null=True,
        help_text=_("Last day on which a law or an order forbids telling the person."),
    )
    recorded_at = models.DateTimeField(_("recorded"), default=now, editable=False)

    objects: ClassVar[DisclosureQuerySet] = DisclosureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("disclosure")
        permissions = [("lift_disclosure", "Can end the prohibition to tell of a disclosure")]
        constraints = [
            models.UniqueConstraint(fields=["sender", "external_id"], name="accounts_disclosure_once"),
            models.CheckConstraint(
                condition=Q(subject__isnull=False, held_for__isnull=True)
                | Q(subject__isnull=True, held_for__isnull=False, withheld_until__isnull=False),
                name="accounts_disclosure_told_or_held",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "-disclosed_at"], name="accounts_disclosure_latest"),
            models.Index(
                fields=["withheld_until"],
                condition=Q(held_for__isnull=False),
                name="accounts_disclosure_held",
            ),
        ]

    @property
    def owner_id(self) -> int:
        """Return whose data it was, told or not."""
        return self.subject_id or self.held_for_id
