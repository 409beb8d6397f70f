"""A receipt for a correction: what was put right, where and when, whom it concerns; signed, and without the values.

The signature (Ed25519, RFC 8032) covers the document without `signature` as canonical JSON.
"""

from typing import Any

from django.conf import settings

from accounts import signing
from accounts.encoding import canonical, to_text
from exports.correcting.words import Told, facts_of

FORMAT = "urn:candor:correction-receipt:1"


def receipt_of(one: Told) -> dict[str, Any]:
    """Return the signed receipt as JSON-native data."""
    content = {
        "format": FORMAT,
        "by": settings.BASE_URL,
        **facts_of(one),
        "key": signing.public_jwk(),
    }
    return content | {"signature": {"type": "Ed25519", "value": to_text(signing.sign(canonical(content)))}}
