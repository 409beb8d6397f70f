"""Open accounts and hand them back to whom they belong."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from accounts.ending import end_sessions
from accounts.models import DataSubject, SecurityAlert, User


@transaction.atomic
def account_of_address(address: str, *, actor: Actor, by: str = "code") -> User:
    """Return the account of an address whose holder has just proved to hold it, opening one when there is none."""
    known = EmailAddress.objects.filter(email__iexact=address, verified=True).select_related("user").first()
    if known is not None:
        return known.user
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        user = User.objects.create_user(address)
        audit.record("accounts:user:opened", actor=actor, by=by)
    EmailAddress.objects.update_or_create(
        user=user, email=address.lower(), defaults={"verified": True, "primary": True}
    )
    return user


@transaction.atomic
def account_of_subject(subject: DataSubject, *, address: str | None, actor: Actor) -> User | None:
    """Return the account of a person the company vouches for; open one when it also vouches for an address.

    Returns None when there is neither an account nor an address.
    """
    user = User.objects.filter(subject=subject).first()
    if user is not None or address is None:
        return user
    return account_of_address(address, actor=actor, by="hand-off")


@transaction.atomic
def disown_alert(alert: SecurityAlert, *, actor: Actor) -> SecurityAlert:
    """End every session of an account after its person said "this wasn't me", and make its password useless.

    From then on it can be entered by a mailed code, a passkey or a provider only, until a new password is
    set. Doing it twice ends the sessions that came since and changes nothing else.
    """
    alert = (
        SecurityAlert.objects.select_for_update(of=["self"]).select_related("user__subject").get(pk=alert.pk)
    )
    user = alert.user
    if alert.disowned_at is None:
        alert.disowned_at = now()
        alert.save(update_fields=["disowned_at"])
        user.set_unusable_password()
        user.save(update_fields=["password"])
    end_sessions(user, actor=actor)
    audit.record("accounts:alert:disowned", actor=actor, subject_ref=user.subject_ref, kind=alert.kind)
    return alert
