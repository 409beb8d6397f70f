"""References that can be read aloud, codes that are typed from a mail, and secrets that are kept only as hashes."""

import hashlib
import hmac
import secrets

from django.conf import settings

ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
"""No character looks or sounds like another: no 0 or O, no 1, I or L, no U or V. Their number, 29, is prime."""
REFERENCE_LENGTH = 12
SECRET_LENGTH = 20
CODE_LENGTH = 8


def make_reference() -> str:
    """Return a random reference such as K7QM-42RD-XW9T, whose last character checks the others."""
    body = _random(REFERENCE_LENGTH - 1)
    return group(body + check_character(body))


def check_character(body: str) -> str:
    """Return the character that makes a wrong or swapped character in `body` show."""
    total = sum(place * ALPHABET.index(character) for place, character in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]


def read_reference(text: str) -> str | None:
    """Return a reference as it is written, whatever the case, blanks and hyphens, or None when it has a slip."""
    plain = plain_form(text)
    if len(plain) != REFERENCE_LENGTH or set(plain) - set(ALPHABET):
        return None
    return group(plain) if check_character(plain[:-1]) == plain[-1] else None


def make_secret() -> str:
    """Return a random tracker secret in groups, some 97 bits."""
    return group(_random(SECRET_LENGTH))


def make_code() -> str:
    """Return a random code to be typed from a mail, some 38 bits; it lives half an hour and five attempts."""
    return group(_random(CODE_LENGTH))


def digest(purpose: str, text: str) -> bytes:
    """Return the keyed hash under which a code or secret is kept."""
    message = f"{purpose}\x00{plain_form(text)}".encode()
    return hmac.digest(settings.CANDOR_KEY, b"candor request code 1" + message, hashlib.sha256)


def matches(purpose: str, text: str, kept: bytes) -> bool:
    """Return whether `text` is what was hashed, in a time that does not tell how near it was."""
    return hmac.compare_digest(digest(purpose, text), bytes(kept))


def group(plain: str) -> str:
    """Return the text in groups of four."""
    return "-".join(plain[i : i + 4] for i in range(0, len(plain), 4))


def plain_form(text: str) -> str:
    """Return the text without what people add when they copy: blanks and hyphens, small letters."""
    return "".join(c for c in text.upper() if c.isalnum())


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
