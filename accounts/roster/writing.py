"""Write new people and their identifiers by COPY, their keys and sealed values made in memory."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from accounts.clock import now
from accounts.models import DataSubject
from accounts.roster.entries import RosterEntry
from accounts.sealing import FreshKey


@dataclass(slots=True, eq=False)
class Person:
    """A data subject of a batch: known (`row`), or new, with a key that was just made."""

    pk: int | None
    ref: str = ""
    row: DataSubject | None = None
    key: FreshKey | None = field(default=None, repr=False)

    def seal(self, value: str) -> bytes:
        """Return a value sealed under the key of somebody new."""
        if self.key is None:
            raise LookupError("Nobody new.")
        return self.key.seal(value)


@dataclass(slots=True)
class NewIdentifier:
    """An identifier to be inserted, sealed."""

    subject: int
    place: tuple[str, str, bytes]
    sealed: bytes
    exclusive: bool
    brought_by: bytes
    line: bytes


def insert_people(people: Sequence[tuple[Person, RosterEntry]]) -> None:
    """Insert new data subjects with the keys their identifiers are sealed under, and give each its number and key."""
    if not people:
        return
    at = now().isoformat()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('accounts_datasubject', 'id')) FROM generate_series(1, %s)",
            [len(people)],
        )
        for (person, _entry), (pk,) in zip(people, cursor.fetchall(), strict=True):
            person.pk, person.ref = pk, _random_ref()
            person.key = FreshKey(person.ref, life="account")
        with cursor.copy(
            "COPY accounts_datasubject (id, ref, residence, language, standing, created_at) FROM STDIN"
        ) as copy:
            copy.write(
                "".join(
                    f"{person.pk}\t{person.ref}\t{_text(entry.residence)}\t{_text(entry.language)}\t{entry.standing}\t{at}\n"
                    for person, entry in people
                )
            )
        with cursor.copy(
            "COPY accounts_subjectkey (subject_id, life, wrapped, created_at) FROM STDIN"
        ) as copy:
            copy.write(
                "".join(
                    f"{person.pk}\taccount\t\\\\x{person.key.wrapped.hex()}\t{at}\n"
                    for person, _entry in people
                    if person.key is not None
                )
            )


def insert_identifiers(source: str, rows: Sequence[NewIdentifier]) -> int:
    """Insert verified identifiers and return how many; one that somebody else has taken meanwhile is left out."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        # No temporary table: the application's role need not be allowed to make one.
        cursor.execute(
            "INSERT INTO accounts_identifier (subject_id, kind, store, digest, sealed_value, verified_at, exclusive, source, "
            "created_at, brought_by, line) SELECT subject_id, kind, store, digest, sealed, %s, exclusive, %s, %s, brought_by, line "
            "FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bytea[], %s::bytea[], %s::boolean[], %s::bytea[], %s::bytea[]) "
            "AS new (subject_id, kind, store, digest, sealed, exclusive, brought_by, line) ON CONFLICT DO NOTHING",
            [
                (at := now()),
                source,
                at,
                [row.subject for row in rows],
                [row.place[0] for row in rows],
                [row.place[1] for row in rows],
                [row.place[2] for row in rows],
                [row.sealed for row in rows],
                [row.exclusive for row in rows],
                [row.brought_by for row in rows],
                [row.line for row in rows],
            ],
        )
        inserted = cursor.rowcount
    return int(inserted)


def _random_ref() -> str:
    """Return a random UUID (version 4) as text; the library's own takes several times as long."""
    digits = os.urandom(16).hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def _text(value: str) -> str:
    """Return a text as COPY reads it."""
    if value.isalnum() or not value:
        return value
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
