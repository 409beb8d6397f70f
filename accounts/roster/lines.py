"""What a batch works on: the lines of the roster, and the people they are about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.keyed_hash import fingerprints, keyed_hashes
from accounts.models import DataSubject
from accounts.roster.entries import GENERAL, RosterEntry
from accounts.sealing import FreshKey

NUMBER = "platform_id"
Place = tuple[str, str, bytes]
"""Kind, store and digest of an identifier."""


@dataclass(slots=True, eq=False)
class Known:
    """A data subject that was there before the batch, locked."""

    row: DataSubject

    @property
    def pk(self) -> int:
        """Return the number of the row."""
        return int(self.row.pk)


@dataclass(slots=True, eq=False)
class New:
    """Somebody new, as the first of their lines describes them; number and key come with the row (`writing`)."""

    entry: RosterEntry
    pk: int = 0
    key: FreshKey | None = None

    def seal(self, value: str) -> bytes:
        """Return a value sealed under their key."""
        if self.key is None:
            raise LookupError("Nobody made the key yet.")
        return self.key.seal(value)


Person = Known | New


@dataclass(slots=True)
class Line:
    """An entry that says something new: the digest of its number, the fingerprint of what it says, where the number is known.

    `row` is the number's own row and `subject` whose it is. `places` are its identifiers with their values.
    """

    entry: RosterEntry
    number: bytes
    said: bytes
    row: int | None
    subject: int | None
    places: Sequence[tuple[Place, str]] = ()


@dataclass(slots=True, eq=False)
class Match:
    """A line and its person. It conflicts when one of its identifiers is somebody else's; it is touched when it changed something."""

    line: Line
    person: Person
    conflicts: bool = False
    touched: bool = False


def with_places(lines: Iterable[Line], store: str) -> list[Line]:
    """Return the lines with their identifiers hashed."""
    lines = list(lines)
    digests = iter(keyed_hashes(pair for line in lines for pair in line.entry.identifiers))
    for line in lines:
        line.places = [
            ((NUMBER, store, line.number), line.entry.platform_id),
            *(
                ((kind, "" if kind in GENERAL else store, next(digests)), value)
                for kind, value in line.entry.identifiers
            ),
        ]
    return lines


def hashed(entries: Sequence[RosterEntry]) -> tuple[list[bytes], list[bytes]]:
    """Return the digests of the numbers and the fingerprints of all that the lines say."""
    return keyed_hashes((NUMBER, entry.platform_id) for entry in entries), fingerprints(
        entry.content for entry in entries
    )
