"""What the portal remembers so that a sign-in can be trusted: browsers, alerts, hand-offs, providers' gifts."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.models.user import User


class KnownBrowser(models.Model):
    """A browser that has signed in to an account before; it is known by a random token in a cookie of its own."""

    user = models.ForeignKey(User, models.CASCADE, related_name="known_browsers")
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the token in the browser's cookie."))
    first_seen_at = models.DateTimeField(default=now)
    last_seen_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("known browser")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="accounts_known_browser_once")]


class SecurityAlert(models.Model):
    """One alert that was sent, so that its way out works once and only for whom it was sent to."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="security_alerts")
    kind = models.CharField(max_length=40)
    sent_at = models.DateTimeField(default=now)
    disowned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("security alert")
        indexes = [models.Index(fields=["user", "-sent_at"], name="accounts_alert_recent")]


class ProviderGrant(models.Model):
    """What one connected service told the portal about a person, kept apart from what the person said."""

    account = models.OneToOneField(
        "socialaccount.SocialAccount", models.CASCADE, related_name="grant", verbose_name=_("connection")
    )
    user = models.ForeignKey(User, models.CASCADE, related_name="provider_grants")
    provider = models.CharField(max_length=200)
    brought = models.JSONField(
        default=dict, help_text=_("Name, picture, birthday, contacts: only what the service let through.")
    )
    scopes = models.JSONField(default=list, help_text=_("What the person allowed the service to tell."))
    refreshed_at = models.DateTimeField(default=now)
    removed_contacts = models.JSONField(
        default=list,
        help_text=_(
            "Keyed hashes of contacts the person removed; they stay away when the service tells them again."
        ),
    )

    class Meta:
        verbose_name = _("what a connected service brought")


class HandoffUse(models.Model):
    """The number of a hand-off token that has been used; a second use is refused while it could still be valid."""

    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("used hand-off")


class ProviderDeletion(models.Model):
    """A provider's message that somebody left it, and what became of the data; names nobody."""

    code = models.CharField(max_length=32, unique=True)
    provider = models.CharField(max_length=40)
    received_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("deletion asked for by a provider")
