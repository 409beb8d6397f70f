"""Keep what a connected service brought, and let go of it."""

import secrets
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from accounts.alerts import alert
from accounts.clock import now
from accounts.models import ProviderDeletion, ProviderGrant, ProviderRevocation
from accounts.nudge import nudge
from accounts.social.brought import what_it_brought, what_was_allowed
from accounts.social.revoking import wrap_key
from accounts.tasks import revoke_key


@transaction.atomic
def keep_what_it_brought(account: SocialAccount, *, asked: list[str], actor: Actor) -> ProviderGrant:
    """Store what the service told at this sign-in in place of what it told before; the first time, alert the person."""
    data: dict[str, Any] = account.extra_data
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
