"""The identifiers a store is given, read in the moment of sending and kept nowhere."""

import hashlib
from collections.abc import Callable, Iterable, Mapping

from django.conf import settings

from accounts.datamap.vocabulary import StoreMap
from accounts.identifiers import normalise
from accounts.models import DataSubject
from exports.outside.messages import Identity
from exports.stores.locate import proven_values

HASHES: Mapping[str, Callable[[bytes], str]] = {
    "raw": lambda value: value.decode(),
    "sha256": lambda value: hashlib.sha256(value).hexdigest(),
    "sha1": lambda value: hashlib.sha1(value, usedforsecurity=False).hexdigest(),
    "md5": lambda value: hashlib.md5(value, usedforsecurity=False).hexdigest(),
}
"""Formats by name. A hash is lower-case hex of SHA-256 and the like over the value's normal form in UTF-8."""


def identities_for(subject: DataSubject, store: StoreMap) -> tuple[Identity, ...]:
    """Return the subject's verified identifiers of the kinds the store knows, each in the store's format.

    A platform id is the account number in the company's own store that CANDOR_HANDOFF_STORE names: numbers of
    other stores could be somebody else's there. Raise Unreadable when the subject's key is gone.
    """
    assert store.http is not None  # noqa: S101  (only http stores are asked with identities)
    known = values_of(subject, store.key)
    return tuple(
        Identity(kind, form, HASHES[form](normalise(kind, value).encode()))
        for kind, form in store.http.identities.items()
        for value in known.get(kind, ())
    )


def values_of(subject: DataSubject, store: str) -> dict[str, list[str]]:
    """Return the subject's verified identifiers by kind, as a store outside may know them. Raise Unreadable."""
    together: dict[str, list[str]] = {}
    for place in _places(store):
        for kind, values in proven_values(subject, place).items():
            kept = together.setdefault(kind, [])
            kept += [value for value in values if value not in kept]
    return together


def _places(store: str) -> Iterable[str]:
    return dict.fromkeys([settings.HANDOFF_STORE, store])
