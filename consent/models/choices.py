"""The ledger of choices: what somebody agreed to, refused or withdrew, each entry tied to the one before."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.ledger import LedgerModel
from consent.managers import ChoiceQuerySet


class ConsentRecord(LedgerModel):
    """One choice of one holder, written once (GDPR 7(1), 11 CCR 7101).

    A holder is a person's opaque reference, which outlives an erasure, or the random number of a browser in
    which somebody chose without signing in. `sequence` counts a holder's entries from 1; `digest` is SHA-256
    over the entry and `previous`, the digest of the entry before, so that no entry can be changed, left out
    or put in later without a break that anybody can find. What was shown is known by `words_digest`, the
    version of the data map and the version of the policy in force.
    """

    class Scope(models.TextChoices):
        ACCOUNT = "account", _("person")
        BROWSER = "browser", _("browser")

    class About(models.TextChoices):
        PURPOSE = "purpose", _("a use of data")
        TOPIC = "topic", _("messages")
        SALE = "sale", _("sale and sharing")

    class Decision(models.TextChoices):
        GIVEN = "given", _("agreed")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        OPTED_IN = "opted_in", _("switched on")
        OPTED_OUT = "opted_out", _("switched off")

    class Method(models.TextChoices):
        PAGE = "page", _("on a page of this portal")
        BANNER = "banner", _("in the cookie notice")
        ONE_CLICK = "one_click", _("by the unsubscribe button of a mail program")
        LINK = "link", _("by the link in a message")
        GPC = "gpc", _("by the browser's Global Privacy Control")
        DNT = "dnt", _("by the browser's Do Not Track")
        API = "api", _("by a program")
        REQUEST = "request", _("by a request")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.UUIDField(_("holder"))
    scope = models.CharField(_("scope"), max_length=8, choices=Scope)
    sequence = models.PositiveIntegerField(_("number"))
    about = models.CharField(_("about"), max_length=8, choices=About)
    key = models.CharField(_("key"), max_length=40)
    channel = models.CharField(_("channel"), max_length=8, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    method = models.CharField(_("method"), max_length=10, choices=Method)
    actor = models.CharField(_("by"), max_length=8)
    lawful_basis = models.CharField(_("lawful basis"), max_length=24)
    map_version = models.BigIntegerField(_("version of the data map"), null=True)
    policy_version = models.PositiveIntegerField(_("version of the policy"), null=True)
    words_digest = models.CharField(_("fingerprint of the words shown"), max_length=64)
    language = models.CharField(_("language"), max_length=12)
    decided_at = models.DateTimeField(_("decided"), default=now)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    objects: ClassVar[ChoiceQuerySet] = ChoiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["holder", "sequence"], name="consent_record_sequence"),
        ]
        indexes = [
            models.Index(
                fields=["holder", "about", "key", "channel", "-sequence"], name="consent_record_latest"
            ),
            models.Index(fields=["decided_at"], name="consent_record_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.get_decision_display()}"

    @property
    def place(self) -> tuple[str, str, str]:
        """Return what the entry is about: the newest one with the same place counts."""
        return (self.about, self.key, self.channel)

    @property
    def allowed(self) -> bool:
        """Return whether the holder allows what the entry is about."""
        return self.decision in (self.Decision.GIVEN, self.Decision.OPTED_IN)
