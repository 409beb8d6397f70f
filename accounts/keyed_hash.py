"""Keyed hashes of identifiers: they can be looked up, and without the key they cannot be guessed."""

import hashlib
import hmac
from functools import cache

from django.conf import settings

from accounts.identifiers import NORMALISER_VERSION, normalise

KEY_VERSION = 1
_VERSIONS = bytes([KEY_VERSION, NORMALISER_VERSION])


def keyed_hash(kind: str, value: str) -> bytes:
    """Return 34 bytes: key version, normaliser version, and HMAC-SHA-256 over kind and normalised value."""
    mac = _begun(settings.CANDOR_KEY, b"candor identifier hash 1").copy()
    mac.update(f"{kind}\x00{normalise(kind, value)}".encode())
    return _VERSIONS + mac.digest()


def fingerprint(text: str) -> bytes:
    """Return 16 bytes by which two texts of the portal's own making are told apart."""
    mac = _begun(settings.CANDOR_KEY, b"candor line fingerprint 1").copy()
    mac.update(text.encode())
    return mac.digest()[:16]


@cache
def _begun(secret: bytes, purpose: bytes) -> hmac.HMAC:
    """Return a MAC under a key of its own for this purpose, ready to be copied: a roster makes millions of them."""
    return hmac.new(hmac.digest(secret, purpose, hashlib.sha256), digestmod=hashlib.sha256)
