"""What follows from what django-allauth reports: alerts, audit, freshness, what a service brought."""

from typing import Any

from allauth.account import signals as account
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import audit
from accounts.actions.linking import KnownUnderAnotherAccount, replace_address
from accounts.actor import actor_for
from accounts.alerts import alert
from accounts.models import User
from accounts.reauthentication import note_fresh_sign_in
from accounts.signin.browsers import remember_browser

ALERT_WHEN_ADDED = {"totp": "authenticator_added", "webauthn": "passkey_added"}
ALERT_WHEN_REMOVED = {"totp": "authenticator_removed", "webauthn": "passkey_removed"}


@receiver(user_logged_in, dispatch_uid="accounts.signin.fresh")
def a_sign_in_is_fresh(sender: Any, request: HttpRequest | None, **_: Any) -> None:
    """Count a sign-in, by whatever door, as proof of who somebody is."""
    if request is not None and hasattr(request, "session"):
        note_fresh_sign_in(request.session)
        request.session.set_expiry(None)


@receiver(account.authentication_step_completed, dispatch_uid="accounts.signin.step")
def a_repeated_proof_is_fresh(sender: Any, request: HttpRequest, **details: Any) -> None:
    """Count a repeated proof too; steps towards a sign-in that is not finished prove nothing yet."""
    if details.get("reauthenticated"):
        note_fresh_sign_in(request.session)


@receiver(account.user_logged_in, dispatch_uid="accounts.signin.signed_in")
@transaction.atomic
def tell_of_new_browsers(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Remember the browser, leave a trace, and alert when an account in use is entered from an unseen one."""
    unseen = remember_browser(request, user)
    records = request.session.get("account_authentication_methods") or [{}]
    audit.record(
        "accounts:user:signed_in",
        actor=actor_for(user),
        subject_ref=user.subject_ref,
        method=str(records[0].get("method", "other")),
        new_browser=unseen,
    )
    if unseen:
        alert(user, "new_sign_in")


@receiver(account.email_changed, dispatch_uid="accounts.signin.address")
@transaction.atomic
def follow_a_changed_address(
    sender: Any,
    request: HttpRequest,
    user: User,
    from_email_address: EmailAddress | None,
    to_email_address: EmailAddress,
    **_: Any,
) -> None:
    """Take the new address as identifier and alert the former one too."""
    former = from_email_address.email if from_email_address else None
    user.refresh_from_db()
    if not user.is_staff:
        try:
            with transaction.atomic():
                replace_address(user, former=former, actor=actor_for(user))
        except KnownUnderAnotherAccount as refused:
            audit.record(
                "accounts:subject:link_refused",
                actor=actor_for(user),
                subject_ref=user.subject_ref,
                code=refused.code,
            )
            messages.warning(request, str(refused.message))
    alert(user, "address_changed", also_to=[former] if former else [])


@receiver(
    [account.password_set, account.password_changed, account.password_reset],
    dispatch_uid="accounts.signin.pw",
)
def tell_of_a_changed_password(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Alert about a changed password."""
    alert(user, "password_changed")


@receiver(mfa.authenticator_added, dispatch_uid="accounts.signin.factor_added")
def tell_of_an_added_factor(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Alert about a new passkey or authenticator app; recovery codes come along with them."""
    _factor(user, ALERT_WHEN_ADDED.get(str(authenticator.type)))


@receiver(mfa.authenticator_removed, dispatch_uid="accounts.signin.factor_removed")
def tell_of_a_removed_factor(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Alert about a passkey or authenticator app that is gone."""
    _factor(user, ALERT_WHEN_REMOVED.get(str(authenticator.type)))


@receiver(mfa.authenticator_reset, dispatch_uid="accounts.signin.factor_reset")
def tell_of_new_recovery_codes(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Alert about recovery codes that replaced others."""
    _factor(user, "recovery_codes_made")


@transaction.atomic
def _factor(user: User, kind: str | None) -> None:
    if kind is not None:
        audit.record(
            "accounts:second_factor:changed", actor=actor_for(user), subject_ref=user.subject_ref, kind=kind
        )
        alert(user, kind)
