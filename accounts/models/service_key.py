"""The keys with which the company's own systems call the portal's bulk API."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.clock import now, today


class ServiceKey(models.Model):
    """One key of one system: what it may do, from where, until when. The secret itself is never kept.

    `ref` is the part of the token that stands in the trail; `digest` is a keyed hash of the secret part.
    """

    class Scope(models.TextChoices):
        ROSTER = "roster", _("send the people of a store")
        DISCLOSURES = "disclosures", _("record to whom data was given")
        SUPPRESSION = "suppression", _("ask who must not be contacted or taken up again")
        PROCESSING = "processing", _("ask whether data of a person may be used for a purpose")
        MATCHING = "matching", _("ask whether details of a person agree")

    name = models.CharField(_("name"), max_length=80, help_text=_("Which system has it, such as Billing."))
    ref = models.CharField(_("key"), max_length=12, unique=True, editable=False)
    digest = models.BinaryField(max_length=32, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), verbose_name=_("may"))
    networks = ArrayField(
        models.CharField(max_length=43),
        default=list,
        blank=True,
        verbose_name=_("networks"),
        help_text=_("Networks it may be used from, such as 10.1.0.0/16, separated by commas. Empty: any."),
    )
    expires_on = models.DateField(_("last day"), null=True, blank=True)
    created_at = models.DateTimeField(_("issued"), default=now, editable=False)
    last_used_on = models.DateField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects: ClassVar[models.Manager["ServiceKey"]]

    class Meta:
        verbose_name = _("service key")
        permissions = [("revoke_servicekey", "Can revoke service keys")]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(revoked_at__isnull=True),
                name="accounts_service_key_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        """Return who acts when a call comes with this key."""
        return Actor("api", f"key-{self.ref}")

    def usable(self, day: date | None = None) -> bool:
        """Return whether it is neither revoked nor past its last day."""
        return self.revoked_at is None and (self.expires_on is None or (day or today()) <= self.expires_on)
