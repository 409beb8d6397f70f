"""Tell people about what happened to their account, with a way out when it was not them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import audit, mail
from accounts.actor import SYSTEM
from accounts.models import SecurityAlert, User
from accounts.signing import make_token, read_token

TEMPLATE = "accounts/security_alert"
PURPOSE = "not-me"
WAY_OUT_DAYS = 14
"""Days the link of an alert works: as long as an account that is being closed can still be saved."""


@dataclass(frozen=True)
class Kind:
    """What is told: the mail's subject, and one sentence of what happened."""

    title: str | Promise
    happened: str | Promise


KINDS: dict[str, Kind] = {
    "new_sign_in": Kind(
        _("New sign-in to your privacy account"),
        _("Somebody signed in to your account from a browser it was not used in before."),
    ),
    "address_changed": Kind(
        _("Your e-mail address was changed"),
        _("The e-mail address of your account was replaced by another one."),
    ),
    "password_changed": Kind(
        _("Your password was changed"), _("The password of your account was set or changed.")
    ),
    "passkey_added": Kind(
        _("A passkey was added"), _("A new passkey can be used to sign in to your account.")
    ),
    "passkey_removed": Kind(
        _("A passkey was removed"), _("A passkey can no longer be used to sign in to your account.")
    ),
    "authenticator_added": Kind(
        _("One-time codes were switched on"), _("Signing in to your account now needs a one-time code.")
    ),
    "authenticator_removed": Kind(
        _("One-time codes were switched off"),
        _("Signing in to your account no longer needs a one-time code."),
    ),
    "recovery_codes_made": Kind(
        _("New recovery codes were made"), _("The recovery codes of your account were replaced by new ones.")
    ),
    "provider_connected": Kind(
        _("A sign-in service was connected"), _("An account at another service can now open your account.")
    ),
    "provider_disconnected": Kind(
        _("A sign-in service was disconnected"),
        _("An account at another service can no longer open your account. What it brought was deleted."),
    ),
    "package_downloaded": Kind(
        _("A copy of your data was downloaded"), _("A package with your personal data was downloaded.")
    ),
    "closing_started": Kind(
        _("Your account is being closed"), _("Somebody asked to close your account and delete your data.")
    ),
}


@transaction.atomic
def alert(user: User, kind: str, *, also_to: Iterable[str] = ()) -> SecurityAlert:
    """Send an alert to the person's address and to any other given, such as a former one, and return it.

    The mail leaves with the caller's commit; it names no browser, place or address. Raise LookupError for
    an unknown kind.
    """
    words = KINDS[kind]
    sent = SecurityAlert.objects.create(user=user, kind=kind)
    context = {
        "title": words.title,
        "happened": words.happened,
        "at": sent.sent_at,
        "not_me_url": settings.BASE_URL + reverse("accounts:not_me", args=[way_out(sent)]),
        "kind": kind,
    }
    for address in dict.fromkeys([user.email, *also_to]):
        mail.send(TEMPLATE, to=address, context=context, subject_ref=user.subject_ref)
    audit.record("accounts:alert:sent", actor=SYSTEM, subject_ref=user.subject_ref, kind=kind)
    return sent


def way_out(sent: SecurityAlert) -> str:
    """Return the token of the alert's link."""
    return make_token(PURPOSE, str(sent.ref))


def alert_of(token: str) -> SecurityAlert | None:
    """Return the alert a link belongs to, or None when it is forged, too old or its account is gone."""
    ref = read_token(PURPOSE, token, max_age=WAY_OUT_DAYS * 24 * 3600)
    if ref is None:
        return None
    return SecurityAlert.objects.select_related("user__subject").filter(ref=ref).first()
