"""Write new people and their identifiers by COPY, their keys and sealed values made in memory."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection, transaction
from psycopg.errors import UniqueViolation

from accounts.clock import now
from accounts.roster.lines import New, Place
from accounts.sealing import FreshKey

COLUMNS = "subject_id, kind, store, digest, sealed_value, verified_at, exclusive, source, created_at, brought_by, line"
NUMBERS = """SELECT nextval(s.name) FROM generate_series(1, %s), (
SELECT pg_get_serial_sequence('accounts_datasubject', 'id')::regclass AS name OFFSET 0) s"""
UNLESS_TAKEN = """INSERT INTO accounts_identifier (
subject_id, kind, store, digest, sealed_value, verified_at, exclusive, source, created_at, brought_by, line)
SELECT subject_id, kind, store, digest, sealed, %s, exclusive, %s, %s, brought_by, line
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bytea[], %s::bytea[], %s::boolean[], %s::bytea[], %s::bytea[])
AS new (subject_id, kind, store, digest, sealed, exclusive, brought_by, line) ON CONFLICT DO NOTHING"""


class NewIdentifier(NamedTuple):
    """An identifier to be inserted, sealed."""

    subject: int
    place: Place
    sealed: bytes
    exclusive: bool
    brought_by: bytes
    line: bytes


def insert_people(people: Sequence[New]) -> None:
    """Insert new data subjects with the keys their identifiers are sealed under, and give each its number and key."""
    if not people:
        return
    at = now().isoformat()
    subjects, keys = [], []
    with connection.cursor() as cursor:
        cursor.execute(
            NUMBERS,
            [len(people)],
        )
        for person, (pk,) in zip(people, cursor.fetchall(), strict=True):
            ref = _random_ref()
            person.pk, person.key = pk, FreshKey(ref, life="account")
            entry = person.entry
            subjects.append(
                f"{pk}\t{ref}\t{_text(entry.residence)}\t{_text(entry.language)}\t{entry.standing}\t{at}\n"
            )
            keys.append(f"{pk}\taccount\t\\\\x{person.key.wrapped.hex()}\t{at}\n")
        _copy("accounts_datasubject (id, ref, residence, language, standing, created_at)", subjects)
        _copy("accounts_subjectkey (subject_id, life, wrapped, created_at)", keys)


def insert_identifiers(source: str, rows: Sequence[NewIdentifier]) -> int:
    """Insert verified identifiers and return how many; one that somebody else has taken meanwhile is left out."""
    if not rows:
        return 0
    try:
        # A savepoint, since COPY takes all or nothing; that somebody was faster is rare.
        with transaction.atomic():
            _copy(f"accounts_identifier ({COLUMNS})", _identifier_lines(source, rows))
    except UniqueViolation:
        return _insert_unless_taken(source, rows)
    return len(rows)


def _identifier_lines(source: str, rows: Sequence[NewIdentifier]) -> list[str]:
    at = now().isoformat()
    source = _text(source)
    return [
        f"{subject}\t{kind}\t{_text(store)}\t\\\\x{digest.hex()}\t\\\\x{sealed.hex()}\t{at}\t{'t' if exclusive else 'f'}\t"
        f"{source}\t{at}\t\\\\x{brought_by.hex()}\t\\\\x{line.hex()}\n"
        for subject, (kind, store, digest), sealed, exclusive, brought_by, line in rows
    ]


def _insert_unless_taken(source: str, rows: Sequence[NewIdentifier]) -> int:
    # No temporary table: the application's role need not be allowed to make one.
    with connection.cursor() as cursor:
        cursor.execute(
            UNLESS_TAKEN,
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
        return int(cursor.rowcount)


def _copy(into: str, lines: Sequence[str]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        copy.write("".join(lines))


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
