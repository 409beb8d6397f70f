"""The contacts a connected service passed on, each under a number by which its person names it."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.keyed_hash import fingerprints
from accounts.models import ProviderGrant


@dataclass(frozen=True)
class SocialContact:
    """One contact: its name, and its number, 32 hexadecimal digits that say nothing without the portal's key."""

    number: str
    name: str


def number_of(account_id: int, name: str) -> str:
    """Return the number of a contact of one connection; contacts of one name have one number."""
    (number,) = fingerprints([f"contact\x00{account_id}\x00{' '.join(name.split()).casefold()}"])
    return number.hex()


def contacts_of(grant: ProviderGrant) -> Iterator[SocialContact]:
    """Yield the contacts that are kept of a connection, in the order in which the service told them."""
    for name in grant.brought.get("contacts", []):
        yield SocialContact(number_of(grant.account_id, name), name)
