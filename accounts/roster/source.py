"""Read the roster from the person tables of a store."""

from collections.abc import Iterator
from typing import Any

from django.db import connections, transaction
from psycopg import sql

from accounts.datamap.vocabulary import PersonTable, StoreMap
from accounts.errors import DomainError
from accounts.roster.entries import IDENTIFIERS, RosterEntry, entry_from

BATCH = 1000


class NoRoster(DomainError):
    """The store does not say which column is a person's number."""

    code = "no_roster"


def read(store: StoreMap) -> Iterator[list[RosterEntry]]:
    """Yield the people of a store in batches of BATCH, by a server-side cursor: memory stays flat.

    Only identifiers whose `verified` column is set are taken. Raise NoRoster when no person table has a
    `platform_id` identifier.
    """
    people = [person for person in store.people.values() if "platform_id" in person.identifiers]
    if not people:
        raise NoRoster(f"No table of the store {store.key} has a platform_id. Name it under people.")
    for person in people:
        yield from _rows(store, person)


def _rows(store: StoreMap, person: PersonTable) -> Iterator[list[RosterEntry]]:
    columns = {"platform_id": sql.Identifier(person.identifiers["platform_id"][0].column)}
    for kind in IDENTIFIERS:
        if kind in person.identifiers:
            columns[kind] = _verified(person, kind)
    columns |= {name: sql.Identifier(column) for name, column in person.roster.items()}
    picked = sql.SQL(", ").join(
        sql.SQL("({})::text AS {}").format(value, sql.Identifier(name)) for name, value in columns.items()
    )
    query = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
        picked,
        sql.Identifier(store.schema or "public", person.table),
        sql.SQL(", ").join(map(sql.Identifier, person.key)),
    )
    names = list(columns)
    with transaction.atomic(using=store.database), connections[store.database].chunked_cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(BATCH):
            yield [entry_from(dict(zip(names, row, strict=True))) for row in rows]


def _verified(person: PersonTable, kind: str) -> Any:
    identifier = person.identifiers[kind][0]
    column = sql.Identifier(identifier.column)
    if not identifier.verified:
        return column
    return sql.SQL("CASE WHEN {} IS NOT NULL THEN {} END").format(sql.Identifier(identifier.verified), column)
