"""What a correction keeps sealed: where it is and what was and is to stand there."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings

from accounts.models import DataSubject
from accounts.sealing import seal, unseal


@dataclass(frozen=True)
class Place:
    """One value of one row, as it was and as it is to be; with `many` an array of texts."""

    key: tuple[str, ...]
    before: str | None
    after: str | None
    whatever_it_is: bool = False
    many: bool = False

    def sealed(self, subject: DataSubject) -> bytes:
        """Return it sealed under the person's own key."""
        return seal(subject, asdict(self), life="account")

    def with_value(self, after: str | None) -> "Place":
        """Return it with the value as the database writes it."""
        return replace(self, after=after, whatever_it_is=False)


def place_in(subject: DataSubject, sealed: bytes) -> Place:
    """Return what was sealed. Raise Unreadable once the person's key is gone."""
    data: dict[str, Any] = unseal(subject, sealed, life="account")
    return Place(**{**data, "key": tuple(data["key"])})


def cell_of(store: str, table: str, key: tuple[str, ...], column: str) -> bytes:
    """Return the fingerprint of a place: it tells two corrections of one value, and without the installation's key nothing."""
    secret = hmac.digest(settings.CANDOR_KEY, b"candor correction cell 1", hashlib.sha256)
    return hmac.digest(secret, json.dumps([store, table, key, column]).encode(), hashlib.sha256)
