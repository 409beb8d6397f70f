"""Rows that a shared identifier leads to: a household has one telephone, and its people are not one person."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from psycopg import sql

from accounts.databases.engine import Composable, Session
from accounts.datamap.vocabulary import IdentifierColumn, PersonTable
from exports.stores.located import Key, Located, key_of
from exports.stores.predicate import among, column_name, compared, forms_of, points_at, table_name
from exports.stores.store import Store

NAMING: Final = ("email", "username")
"""Kinds that belong to one person only and say who that is."""


def columns_of(person: PersonTable) -> Iterator[tuple[str, IdentifierColumn]]:
    """Yield every column that identifies rows of a people table, with its kind."""
    for kind, columns in person.identifiers.items():
        for column in columns:
            yield kind, column


def own_rows(
    store: Store,
    session: Session,
    person: PersonTable,
    keys: Collection[Key],
    values: Mapping[str, list[str]],
) -> set[Key]:
    """Return those rows, found by a telephone, a device or a cookie alone, that are not somebody else's.

    A row with an address or a user name that is not the person's is another's. Where none of theirs is known, one
    such row may be theirs; of several nobody can tell.
    """
    own = set(keys)
    for kind, column in columns_of(person):
        if kind not in NAMING or not own:
            continue
        known = forms_of(kind, Located(store.key, identifiers=values))
        if known or len(keys) > 1:
            own -= {
                key_of(row)
                for row in session.all(_named_otherwise(store, person, (kind, column), keys, known))
            }
    return own


def _named_otherwise(
    store: Store,
    person: PersonTable,
    place: tuple[str, IdentifierColumn],
    keys: Collection[Key],
    known: list[str],
) -> Composable:
    """Return the query for the keys of those rows that have an address or a name, and not one of these."""
    kind, identifier = place
    table, link = identifier.table or person.table, identifier.link or person.key
    name = column_name(table, identifier.column, store)
    parts = [column_name(table, part, store) for part in link]
    return sql.SQL("SELECT {} FROM {} WHERE {} AND {} <> '' AND NOT ({})").format(
        sql.SQL(", ").join(parts),
        table_name(table, store),
        points_at(table, link, (person.table, person.key), list(keys), store),
        store.engine.text(name),
        among(compared(kind, name, store), known),
    )
