"""Signatures that anyone can check, and links that only we could have made."""

from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core import signing

from accounts.clock import now
from accounts.encoding import canonical, to_text


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


def is_ours(message: bytes, signature: bytes, named: str | None) -> bool:
    """Return whether the signature is by a key that is published: the one in use, or a former one.

    `named` is what the signed document says of its key: the key id or, in older documents, the key itself in
    base64. A key that is not published is never accepted, whatever the document says; a document that names none
    is held to each published one.
    """
    keys = [key for key in published() if named in (None, key.kid, key.text)]
    return any(verify(message, signature, key.raw) for key in keys)


@dataclass(frozen=True)
class PublicKey:
    """A key that signatures of the portal can be checked with. `since` and `until` are ISO dates; None where open."""

    raw: bytes
    since: str | None = None
    until: str | None = None

    @property
    def text(self) -> str:
        """Return the key in URL-safe base64 without padding, as in a JWK."""
        return to_text(self.raw)

    @property
    def kid(self) -> str:
        """Return the key's id: its thumbprint (RFC 7638), which everybody can compute from the key alone."""
        return to_text(sha256(canonical({"crv": "Ed25519", "kty": "OKP", "x": self.text})).digest())

    def as_jwk(self) -> dict[str, str]:
        """Return the key as a JWK (RFC 8037)."""
        return {"kty": "OKP", "crv": "Ed25519", "x": self.text, "kid": self.kid}


def published() -> list[PublicKey]:
    """Return the key in use and then the former ones, the latest first. Each began when the one before it ended."""
    former = sorted(settings.CANDOR_FORMER_SIGNING_KEYS, key=itemgetter(1))
    begins = [None, *(until for _, until in former)]
    keys = [
        PublicKey(raw, since, until)
        for raw, since, until in zip(
            [*(raw for raw, _ in former), public_key()], begins, [*begins[1:], None], strict=True
        )
    ]
    return keys[::-1]


def public_key() -> bytes:
    """Return the installation's raw 32-byte public key, published so that receipts can be checked offline."""
    return public_of(settings.CANDOR_SIGNING_KEY)


def public_of(seed: bytes) -> bytes:
    """Return the raw public key that belongs to a signing key, both 32 bytes."""
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def public_jwk() -> dict[str, str]:
    """Return the key in use as a JWK with its id, for a document that is about to be signed with it."""
    return PublicKey(public_key()).as_jwk()


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
