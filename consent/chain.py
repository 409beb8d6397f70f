"""What ties the entries of a holder's ledger together. Pure: needs no database and no Django.

An entry's digest is SHA-256 over its facts as canonical JSON (sorted keys, no blanks, UTF-8) with the digest
of the entry before it in hexadecimal under `previous`. The first entry's `previous` is empty.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from accounts.encoding import canonical

FACTS = (
    "ref",
    "holder",
    "scope",
    "sequence",
    "about",
    "key",
    "channel",
    "decision",
    "method",
    "actor",
    "lawful_basis",
    "map_version",
    "policy_version",
    "words_digest",
    "language",
    "decided_at",
)
"""What the digest covers, in the words of ConsentRecord; references as text, the moment in ISO 8601 with UTC offset."""


def facts_of(record: Any) -> dict[str, Any]:
    """Return an entry's facts as JSON has them."""
    facts = {name: getattr(record, name) for name in FACTS}
    return facts | {
        "ref": str(record.ref),
        "holder": str(record.holder),
        "decided_at": record.decided_at.isoformat(),
    }


def digest_of(facts: Mapping[str, Any], previous: bytes) -> bytes:
    """Return the 32-byte digest of an entry with these facts after the entry with the digest `previous`."""
    return hashlib.sha256(canonical({**facts, "previous": bytes(previous).hex()})).digest()


def breaks(records: Iterable[Any]) -> list[int]:
    """Return the numbers at which a holder's entries, given in their order from the first, do not fit together.

    An entry that was changed, one that is missing, and one that was put in all show as a number here; entries
    cut off at the end do not, which is what the receipts in people's hands are for.
    """
    broken = []
    previous, expected = b"", 1
    for record in records:
        fits = record.sequence == expected and bytes(record.previous) == previous
        if not fits or digest_of(facts_of(record), previous) != bytes(record.digest):
            broken.append(record.sequence)
        previous, expected = bytes(record.digest), record.sequence + 1
    return broken
