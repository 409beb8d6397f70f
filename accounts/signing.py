"""Signatures that anyone can check, and links that only we could have made."""

from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core import signing

from accounts.clock import now
from accounts.encoding import to_text


def sign(message: bytes) -> bytes:
    """Return the 64-byte Ed25519 signature (RFC 8032) of the message under the installation's key."""
    return _private_key().sign(message)


def verify(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """Return whether the signature is by the holder of this raw 32-byte public key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key() -> bytes:
    """Return the installation's raw 32-byte public key, published so that receipts can be checked offline."""
    return (
        _private_key().public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    )


def public_key_text() -> str:
    """Return the public key in URL-safe base64 without padding, as in a JWK."""
    return to_text(public_key())


def make_token(purpose: str, value: Any) -> str:
    """Return a signed, URL-safe token that only `read_token` with the same purpose accepts. Put no personal data in it."""
    return _signer(purpose).sign_object([int(now().timestamp()), value])


def read_token(purpose: str, token: str, *, max_age: int) -> Any | None:
    """Return the token's value, or None when it is forged, for another purpose, or older than `max_age` seconds.

    Age is told by the portal's clock, so that the trial's moved clock ends links as well.
    """
    try:
        made, value = _signer(purpose).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return value if now().timestamp() - made <= max_age else None


def make_lasting_token(purpose: str, value: Any) -> str:
    """Return a signed, URL-safe token without a date, always the same for the same value. Put no personal data in it."""
    return _signer(f"lasting.{purpose}").sign_object(value)


def read_lasting_token(purpose: str, token: str) -> Any | None:
    """Return the value of a token by `make_lasting_token`, or None when it is forged or for another purpose.

    It works as long as the key it was signed with is in use or among the former ones that are still accepted.
    """
    try:
        return _signer(f"lasting.{purpose}").unsign_object(token)
    except signing.BadSignature:
        return None


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"candor.{purpose}")


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(settings.CANDOR_SIGNING_KEY)
