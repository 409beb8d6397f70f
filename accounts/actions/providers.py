"""Keep what a connected service brought, and let go of it."""

import secrets
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.alerts import alert
from accounts.clock import now
from accounts.errors import DomainError
from accounts.models import ProviderDeletion, ProviderGrant, ProviderRevocation, User
from accounts.nudge import nudge
from accounts.social.brought import what_it_brought, what_was_allowed, without_contacts
from accounts.social.contacts import contacts_of, number_of
from accounts.social.revoking import wrap_key
from accounts.tasks import revoke_key


class NoSuchContact(DomainError):
    """No contact of the person's has this number."""

    code = "no_such_contact"
    message = _("This contact is not here any more.")


@transaction.atomic
def keep_what_it_brought(account: SocialAccount, *, asked: list[str], actor: Actor) -> ProviderGrant:
    """Store what the service told at this sign-in in place of what it told before; the first time, alert the person."""
    before = ProviderGrant.objects.select_for_update().filter(account=account).first()
    data = _without_removed(account, before.removed_contacts if before else [])
    grant, made = ProviderGrant.objects.update_or_create(
        account=account,
        defaults={
            "user": account.user,
            "provider": account.provider,
            "brought": what_it_brought(data),
            "scopes": what_was_allowed(data, asked),
            "refreshed_at": now(),
        },
    )
    name = "accounts:provider:connected" if made else "accounts:provider:refreshed"
    audit.record(name, actor=actor, subject_ref=account.user.subject_ref, provider=account.provider)
    if made:
        alert(account.user, "provider_connected")
    return grant


@transaction.atomic
def remove_contact(user: User, *, contact: str, actor: Actor) -> ProviderGrant:
    """Remove one contact that a connected service brought, from all that was kept of it, and return the connection.

    `contact` is the number under which it is shown (`accounts/social/contacts.py`). It stays away when the service tells it again,
    by that number, which is a keyed hash; the name is kept nowhere. Locks the connection. Raise NoSuchContact for a number that
    none of the person's contacts has, so also for one that was removed before.
    """
    grants = user.provider_grants.select_for_update(of=["self"]).select_related("account").order_by("pk")
    grant = next((one for one in grants if any(c.number == contact for c in contacts_of(one))), None)
    if grant is None:
        raise NoSuchContact
    grant.removed_contacts = [*grant.removed_contacts, contact]
    grant.brought = what_it_brought(_without_removed(grant.account, grant.removed_contacts))
    grant.save(update_fields=["removed_contacts", "brought"])
    audit.record(
        "accounts:contact:removed", actor=actor, subject_ref=user.subject_ref, provider=grant.provider
    )
    return grant


def _without_removed(account: SocialAccount, removed: list[str]) -> dict[str, Any]:
    """Take the removed contacts out of what the sign-in library keeps of a connection, and return what is left."""
    data: dict[str, Any] = account.extra_data
    if removed:
        numbers = frozenset(removed)
        data = without_contacts(data, lambda name: number_of(account.pk, name) in numbers)
        account.extra_data = data
        account.save(update_fields=["extra_data"])
    return data


@transaction.atomic
def disconnect_provider(account: SocialAccount, *, actor: Actor, by: str = "person") -> None:
    """Remove a connected service with everything it brought, its tokens included, and alert the person.

    They can still get in by a mailed code. `by` says who asked: person or provider; when it was the person,
    a worker tells the service to forget the keys it gave. Locks the connection;
    a second call does nothing.
    """
    held = (
        SocialAccount.objects.select_for_update(of=["self"])
        .select_related("user__subject")
        .filter(pk=account.pk)
        .first()
    )
    if held is None:
        return
    user, provider = held.user, held.provider
    if by == "person":
        _hand_keys_back(held)
    held.delete()
    audit.record(
        "accounts:provider:disconnected", actor=actor, subject_ref=user.subject_ref, provider=provider, by=by
    )
    alert(user, "provider_disconnected")


def _hand_keys_back(account: SocialAccount) -> None:
    for token in account.socialtoken_set.all():
        key = token.token_secret if account.provider == "apple" and token.token_secret else token.token
        job = ProviderRevocation.objects.create(provider=account.provider, wrapped_key=wrap_key(key))
        nudge(revoke_key, job.pk)


@transaction.atomic
def forget_at_providers_word(provider: str, *, uid: str, actor: Actor) -> ProviderDeletion:
    """Remove everything a service brought about one of its people because the service asked, and return a receipt.

    The receipt names nobody and is made for people nobody here knows too, so that the answer does not
    tell who is known.
    """
    at = now()
    receipt = ProviderDeletion.objects.create(code=secrets.token_hex(16), provider=provider, received_at=at)
    account = SocialAccount.objects.filter(provider=provider, uid=uid).first()
    if account is not None:
        disconnect_provider(account, actor=actor, by="provider")
    receipt.finished_at = at
    receipt.save(update_fields=["finished_at"])
    audit.record(
        "accounts:provider:asked_to_forget", actor=actor, provider=provider, known=account is not None
    )
    return receipt
