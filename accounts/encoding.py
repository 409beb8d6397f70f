"""How signed things are written: the one form JSON is signed in, and bytes as text. Pure."""

import base64
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """Return what is hashed and signed of JSON-native data: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def to_text(data: bytes) -> str:
    """Return bytes in URL-safe base64 without padding, as in a JWK."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """Return the bytes of URL-safe base64 without padding. Raise ValueError for anything else."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
