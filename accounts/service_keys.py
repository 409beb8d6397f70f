"""Tokens of service keys: how one is made, read and compared. Pure; the rows are in accounts/models/service_key.py."""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Iterable

from django.conf import settings

from accounts.codes import ALPHABET

MARK = "candor"
"""How every token begins, so that scanners of repositories and logs can tell one."""
REF_LENGTH = 12
MOST = 200
"""Longest token that is looked at."""


def make_token() -> tuple[str, str]:
    """Return a new reference and the token that holds it and 256 random bits. The token is shown once and not kept."""
    ref = "".join(secrets.choice(ALPHABET) for _ in range(REF_LENGTH))
    return ref, f"{MARK}_{ref}_{secrets.token_urlsafe(32)}"


def ref_in(token: str) -> str | None:
    """Return the reference a token names, or None for what is no token."""
    mark, _first, rest = token[:MOST].partition("_")
    ref, _second, secret = rest.partition("_")
    known = mark == MARK and len(ref) == REF_LENGTH and set(ref) <= set(ALPHABET) and secret
    return ref if known else None


def digest(token: str) -> bytes:
    """Return the keyed hash under which a token is kept."""
    return hmac.digest(
        settings.CANDOR_KEY, b"candor service key 1\x00" + token[:MOST].encode(), hashlib.sha256
    )


def same(token: str, kept: bytes | None) -> bool:
    """Return whether the token is what was hashed. Takes as long for a key that does not exist."""
    compared = hmac.compare_digest(digest(token), bytes(kept or bytes(32)))
    return compared and kept is not None


def read_network(text: str) -> str:
    """Return a network as it is written. Raise ValueError for what is none."""
    return str(ipaddress.ip_network(text.strip()))


def within(place: str, networks: Iterable[str]) -> bool:
    """Return whether a network address is in one of these networks; always when none are given."""
    allowed = [ipaddress.ip_network(network) for network in networks]
    if not allowed:
        return True
    try:
        address = ipaddress.ip_address(place)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in network for network in allowed)
