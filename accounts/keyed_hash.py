"""Keyed hashes of identifiers: they can be looked up, and without the key they cannot be guessed."""

import hashlib
import hmac

from django.conf import settings

from accounts.identifiers import NORMALISER_VERSION, normalise

KEY_VERSION = 1


def keyed_hash(kind: str, value: str) -> bytes:
    """Return 34 bytes: key version, normaliser version, and HMAC-SHA-256 over kind and normalised value."""
    key = hmac.digest(settings.CANDOR_KEY, b"candor identifier hash 1", hashlib.sha256)
    message = f"{kind}\x00{normalise(kind, value)}".encode()
    return bytes([KEY_VERSION, NORMALISER_VERSION]) + hmac.digest(key, message, hashlib.sha256)
