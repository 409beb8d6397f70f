"""Give the company's systems keys to the bulk API, let them in, and take the keys back."""

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now, today
from accounts.errors import DomainError, NotAllowed
from accounts.models import ServiceKey
from accounts.rate_limits import count
from accounts.service_keys import digest, make_token, read_network, ref_in, same, within

ISSUE = "accounts.add_servicekey"
REVOKE = "accounts.revoke_servicekey"


class KeyNotValid(DomainError):
    """No usable key belongs to this token. The same words for a wrong, an expired and a revoked one."""

    code = "key_not_valid"
    message = _("This key is not valid.")


class WrongNetwork(NotAllowed):
    """The key is right, and may not be used from here."""

    code = "wrong_network"
    message = _("This key may not be used from this network.")


class NameTaken(DomainError):
    """A key with this name is in use."""

    code = "name_taken"
    message = _("There is a key of this name. Revoke it first, or choose another.")


class NothingAllowed(DomainError):
    """A key that may do nothing, or something nobody knows."""

    code = "nothing_allowed"
    message = _("Say what the key may do.")


@transaction.atomic
def issue_service_key(
    name: str,
    *,
    scopes: Collection[str],
    networks: Collection[str] = (),
    expires_on: date | None = None,
    actor: Actor,
) -> tuple[ServiceKey, str]:
    """Make a key and return it with its token, which nobody can see again.

    Raise NotAllowed without the permission, NothingAllowed without a known scope, NameTaken for a name in
    use, and ValueError for what is no network.
    """
    _require(actor, ISSUE)
    if not scopes or set(scopes) - set(ServiceKey.Scope.values):
        raise NothingAllowed
    ref, token = make_token()
    try:
        with transaction.atomic():
            key = ServiceKey.objects.create(
                name=name,
                ref=ref,
                digest=digest(token),
                scopes=sorted(set(scopes)),
                networks=[read_network(network) for network in networks],
                expires_on=expires_on,
            )
    except IntegrityError as error:
        raise NameTaken from error
    audit.record("accounts:service_key:issued", actor=actor, key=key.ref, scopes=", ".join(key.scopes))
    return key, token


@transaction.atomic
def revoke_service_key(key: ServiceKey, *, actor: Actor) -> ServiceKey:
    """End a key at once. A second call changes nothing. Locks the key; raise NotAllowed without the permission."""
    _require(actor, REVOKE)
    key = ServiceKey.objects.select_for_update().get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_at = now()
        key.save(update_fields=["revoked_at"])
        audit.record("accounts:service_key:revoked", actor=actor, key=key.ref)
    return key


@transaction.atomic
def use_service_key(token: str, *, place: str, actor: Actor) -> ServiceKey:
    """Return the key of a token that comes from this network address, and note the day.

    Takes as long for a key that does not exist. Its first use is recorded in the trail; later ones leave only
    the day. Raise KeyNotValid, WrongNetwork, and TooManyAttempts for wrong tokens from one place or for more
    calls than a key may make in an hour.
    """
    ref = ref_in(token)
    key = ServiceKey.objects.filter(ref=ref).first() if ref else None
    if not same(token, key.digest if key else None) or key is None or not key.usable():
        count("wrong_key", place)
        raise KeyNotValid
    if not within(place, key.networks):
        raise WrongNetwork
    count("service_key", key.ref)
    if key.last_used_on != today():
        if key.last_used_on is None:
            audit.record("accounts:service_key:first_used", actor=actor, key=key.ref)
        ServiceKey.objects.filter(pk=key.pk).update(last_used_on=today())
    return key


def _require(actor: Actor, permission: str) -> None:
    if actor.kind == "system":
        return
    if actor.kind != "staff" or actor.user is None or not actor.user.has_perm(permission):
        raise NotAllowed
