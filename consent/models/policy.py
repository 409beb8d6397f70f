"""The published policy: a draft that staff write, and versions that nobody can change."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.ledger import LedgerModel
from consent.managers import PolicyQuerySet


class ChangeClass(models.TextChoices):
    """How much a version changes, which decides whether people are told."""

    EDITORIAL = "editorial", _("editorial: the meaning stays")
    SIGNIFICANT = "significant", _("significant: everybody is told before it applies")
    FORMER = "former", _("former: applied before this portal was used")


class PolicyVersion(LedgerModel):
    """One published text. `source` is the Markdown as written, `text` the same with its tables filled from the data map.

    `number` counts from 1 in the order of publishing. `digest` is SHA-256 of `text` in hexadecimal.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    change_class = models.CharField(_("kind of change"), max_length=12, choices=ChangeClass)
    effective_on = models.DateField(_("applies from"), db_index=True)
    published_at = models.DateTimeField(_("published"), default=now)
    language = models.CharField(_("language"), max_length=12, default="en-gb")
    summary = models.TextField(_("summary in plain words"))
    source = models.TextField(_("text as written"))
    text = models.TextField(_("text with its tables"))
    html = models.TextField(_("page"))
    digest = models.CharField(_("fingerprint"), max_length=64)
    map_version = models.BigIntegerField(_("version of the data map"), null=True)

    objects: ClassVar[PolicyQuerySet] = PolicyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ["-effective_on", "-number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class PolicyDraft(models.Model):
    """A text that staff work on until they publish it."""

    title = models.CharField(_("title"), max_length=120)
    change_class = models.CharField(_("kind of change"), max_length=12, choices=ChangeClass)
    effective_on = models.DateField(_("applies from"))
    summary = models.TextField(
        _("summary in plain words"), help_text=_("What changes for a reader, in three or four sentences.")
    )
    source = models.TextField(
        _("text"), help_text=_("Markdown. A line [[table: NAME]] is filled from the data map.")
    )
    created_at = models.DateTimeField(default=now, editable=False)
    changed_at = models.DateTimeField(default=now, editable=False)
    published_as = models.OneToOneField(
        PolicyVersion, models.PROTECT, null=True, blank=True, editable=False, related_name="draft"
    )

    class Meta:
        verbose_name = _("policy draft")
        verbose_name_plural = _("policy drafts")
        default_permissions = ("view", "add", "change")
        permissions = [("publish_policydraft", _("Can publish a version of the policy"))]

    def __str__(self) -> str:
        return self.title
