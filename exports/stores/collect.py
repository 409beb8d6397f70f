"""Count and stream a person's rows and files out of a store."""

from collections.abc import Iterator
from dataclasses import dataclass

import orjson
from psycopg import sql

from accounts.datamap.vocabulary import FieldMap, TableMap
from exports.stores.located import Located
from exports.stores.predicate import column_name, names_the_person, rows_of, table_name
from exports.stores.store import Store

# Quote and delimiter are control characters, which JSON always escapes: a row comes out exactly as it went in.
COPY = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')")
ANOTHER_PERSON = "another person"
"""Stands in a masked field instead of somebody else's name or address."""


@dataclass(frozen=True)
class StoredFile:
    """A file of the person's: the Django storage alias and the name in it."""

    storage: str
    name: str
    column: str


def count(store: Store, located: Located) -> dict[str, int]:
    """Return the number of the person's rows in each declared table, with one query."""
    if located.nothing or not store.map.tables:
        return dict.fromkeys(store.map.tables, 0)
    each = [
        sql.SQL("SELECT {} AS name, count(*) AS rows FROM {} WHERE {}").format(
            sql.Literal(name), table_name(name, store.map), rows_of(table, located, store.map)
        )
        for name, table in store.map.tables.items()
    ]
    with store.reading() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(each))
        return {name: int(rows) for name, rows in cursor.fetchall()}


def rows(store: Store, table: TableMap, located: Located) -> Iterator[bytes]:
    """Yield each of the person's rows as one JSON object on one line, ordered by key.

    The database makes the JSON and streams it; memory stays flat however many rows there are. Only
    declared fields are selected. Raise StoreUnavailable or StoreFault, also in the middle.
    """
    if not table.fields:
        return
    statement = sql.SQL("SELECT row_to_json(r) FROM (SELECT {} FROM {} WHERE {} ORDER BY {}) r").format(
        sql.SQL(", ").join(_field(field, table, located, store) for field in table.fields),
        table_name(table.table, store.map),
        rows_of(table, located, store.map),
        sql.SQL(", ").join(column_name(table.table, column, store.map) for column in table.key),
    )
    yield from _stream(store, statement)


def files(store: Store, table: TableMap, located: Located) -> Iterator[StoredFile]:
    """Yield the files the person's rows refer to, each once for its column, ordered by name.

    A file whose column is withheld is withheld with it: erased, and not handed out.
    """
    for column, storage in table.files.items():
        if column in table.withheld:
            continue
        name = column_name(table.table, column, store.map)
        statement = sql.SQL(
            "SELECT to_json({0}::text) FROM {1} WHERE {2} AND {0}::text <> '' GROUP BY {0}::text ORDER BY {0}::text"
        ).format(name, table_name(table.table, store.map), rows_of(table, located, store.map))
        for line in _stream(store, statement):
            yield StoredFile(storage, orjson.loads(line), column)


def _field(field: FieldMap, table: TableMap, located: Located, store: Store) -> sql.Composable:
    name = column_name(table.table, field.column, store.map)
    if not (field.mask_others or field.whose):
        return name
    own = names_the_person(field.whose or field.column, table, located, store.map)
    return sql.SQL("CASE WHEN {0} IS NULL THEN NULL WHEN {1} THEN to_jsonb({0}) ELSE {2} END AS {3}").format(
        name, own, sql.Literal(f'"{ANOTHER_PERSON}"'), sql.Identifier(field.column)
    )


def _stream(store: Store, statement: sql.Composable) -> Iterator[bytes]:
    """Yield one line for each row: the server sends each row of a COPY as a message of its own."""
    with store.reading() as cursor, cursor.copy(COPY.format(statement)) as copy:
        for message in copy:
            yield one_line(bytes(message))


def one_line(message: bytes) -> bytes:
    """Return the JSON text of one COPY message without its frame.

    Text with a line break in it, which only a column of type json can have, comes in quotes; the breaks
    stand between its tokens and may become blanks.
    """
    line = message.removesuffix(b"\n")
    if line.startswith(b"\x01"):
        line = line[1:-1].replace(b"\r", b" ").replace(b"\n", b" ")
    return line
