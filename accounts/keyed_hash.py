"""Keyed hashes of identifiers: they can be looked up, and without the key they cannot be guessed."""

import hashlib
import hmac
from collections.abc import Iterable
from functools import cache

from django.conf import settings

from accounts.identifiers import NORMALISER_VERSION, normalise

KEY_VERSION = 1
_VERSIONS = bytes([KEY_VERSION, NORMALISER_VERSION])


def keyed_hash(kind: str, value: str) -> bytes:
    """Return 34 bytes: key version, normaliser version, and HMAC-SHA-256 over kind and normalised value."""
    return keyed_hashes([(kind, value)])[0]


def keyed_hashes(named: Iterable[tuple[str, str]]) -> list[bytes]:
    """Return the keyed hash of each kind and value, in their order; for many at once."""
    begun = _begun(settings.CANDOR_KEY, b"candor identifier hash 1")
    hashes = []
    for kind, value in named:
        mac = begun.copy()
        mac.update(f"{kind}\x00{normalise(kind, value)}".encode())
        hashes.append(_VERSIONS + mac.digest())
    return hashes


def fingerprints(texts: Iterable[str]) -> list[bytes]:
    """Return for each text 16 bytes by which two texts of the portal's own making are told apart."""
    begun = _begun(settings.CANDOR_KEY, b"candor line fingerprint 1")
    prints = []
    for text in texts:
        mac = begun.copy()
        mac.update(text.encode())
        prints.append(mac.digest()[:16])
    return prints


@cache
def _begun(secret: bytes, purpose: bytes) -> hmac.HMAC:
    """Return a MAC under a key of its own for this purpose, ready to be copied: a roster makes millions of them."""
    return hmac.new(hmac.digest(secret, purpose, hashlib.sha256), digestmod=hashlib.sha256)
