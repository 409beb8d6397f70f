"""Tie an account to its person: found by a verified address or number, or new."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from accounts.errors import DomainError
from accounts.keyed_hash import keyed_hash
from accounts.models import DataSubject, Identifier, User
from accounts.sealing import seal
from accounts.signals import people_identified

SOURCE = "sign-in"


class AddressNotVerified(DomainError):
    """An account without a verified address belongs to nobody yet."""

    code = "address_not_verified"
    message = _("Confirm your e-mail address first. Sign in with a mailed code to do so.")


class KnownUnderAnotherAccount(DomainError):
    """The person found already has an account of their own."""

    code = "known_under_another_account"
    message = _(
        "The data under this address belongs to another account, so it cannot be opened with this one. "
        "Sign in to the other account, or write to us and we will sort it out with you."
    )


@transaction.atomic
def link_subject(user: User, *, actor: Actor, platform_id: tuple[str, str] | None = None) -> DataSubject:
    """Return the account's person, tying one to it by a verified address or by a number the company vouched for.

    Staff accounts belong to nobody and are refused. A present person known by the address (or by
    `platform_id`, a store's key and the number there) is taken, else a new one is made: people who were
    erased come back as somebody new. Locks the account and the person. Raise AddressNotVerified when
    there is nothing verified, KnownUnderAnotherAccount when the person found has another account.
    """
    given, user = user, User.objects.select_for_update().get(pk=user.pk)
    if user.is_staff:
        raise DomainError(_("Staff accounts have no data of their own here."))
    verified = list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
    if not verified and platform_id is None:
        raise AddressNotVerified
    found = _found(verified, platform_id)
    others = {subject.pk for subject in found if subject.pk != user.subject_id}
    taken = User.objects.filter(subject__in=others).exclude(pk=user.pk).exists()
    if taken or len(others) > (0 if user.subject_id else 1):
        raise KnownUnderAnotherAccount
    if user.subject is None:
        user.subject = found[0] if found else DataSubject.objects.create()
        user.save(update_fields=["subject"])
        if user.subject.standing == DataSubject.Standing.CONTACT:
            # Whom only others had named comes in by themselves now.
            user.subject.standing = DataSubject.Standing.ACTIVE
            user.subject.save(update_fields=["standing"])
        audit.record(
            "accounts:subject:linked",
            actor=actor,
            subject_ref=user.subject.ref,
            created=not found,
            by="platform_id" if platform_id else "email",
        )
    new = [address for address in verified if _put_address(user.subject, address)]
    if new:
        people_identified.send(Identifier, subjects={user.subject.pk})
    # The caller's copy may be saved as a whole later; it must not undo the link.
    given.subject = user.subject
    return user.subject


@transaction.atomic
def replace_address(user: User, *, former: str | None, actor: Actor) -> None:
    """Make the account's verified address its person's identifier, and drop the former one if only sign-in knew it.

    What the company's own systems say about the person is theirs to change and stays.
    """
    subject = link_subject(user, actor=actor)
    if former:
        subject.identifiers.filter(kind="email", source=SOURCE, digest=keyed_hash("email", former)).delete()
    audit.record("accounts:address:changed", actor=actor, subject_ref=subject.ref)


def _put_address(subject: DataSubject, address: str) -> bool:
    """Make the address a verified, exclusive identifier of the person and return whether it was none. Runs in the caller's transaction."""
    identifier, made = Identifier.objects.get_or_create(
        subject=subject,
        kind="email",
        store="",
        digest=keyed_hash("email", address),
        defaults={
            "sealed_value": seal(subject, address, life="account"),
            "verified_at": now(),
            "exclusive": True,
            "source": SOURCE,
        },
    )
    if not made and (identifier.verified_at is None or not identifier.exclusive):
        identifier.verified_at, identifier.exclusive = identifier.verified_at or now(), True
        identifier.save(update_fields=["verified_at", "exclusive"])
        made = True
    return made


def _found(addresses: list[str], platform_id: tuple[str, str] | None) -> list[DataSubject]:
    """Return the present persons these locate, each once and locked, the vouched number first."""
    wanted = [("email", address, "") for address in addresses]
    if platform_id:
        wanted.insert(0, ("platform_id", platform_id[1], platform_id[0]))
    found: dict[int, DataSubject] = {}
    for kind, value, store in wanted:
        for subject in DataSubject.objects.known_by(kind, value, store).select_for_update():
            found.setdefault(subject.pk, subject)
    return list(found.values())
