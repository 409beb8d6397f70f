"""Count and stream a person's rows and files out of a store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from psycopg import sql

from accounts.databases.catalogue import Column
from accounts.databases.engine import Output
from accounts.datamap.vocabulary import FieldMap, TableMap
from exports.stores.keys import EVERY_KEY, Keys
from exports.stores.located import Located
from exports.stores.predicate import column_name, names_the_person, rows_of, table_name
from exports.stores.shape import live_tables
from exports.stores.store import Store

ANOTHER_PERSON = "another person"
"""Stands in a masked field instead of somebody else's name or address."""


@dataclass(frozen=True)
class StoredFile:
    """A file of the person's: the Django storage alias, the name in it, and the column of the row by name and number."""

    storage: str
    name: str
    column: str
    place: int


def count(store: Store, located: Located) -> dict[str, int]:
    """Return the number of the person's rows in each declared table, with one query."""
    if located.nothing or not store.map.tables:
        return dict.fromkeys(store.map.tables, 0)
    each = [
        sql.SQL("SELECT {} AS name, count(*) AS found FROM {} WHERE {}").format(
            sql.Literal(name), table_name(name, store), rows_of(table, located, store)
        )
        for name, table in store.map.tables.items()
    ]
    with store.reading() as session:
        found = session.all(sql.SQL(" UNION ALL ").join(each))
    return {name: int(rows) for name, rows in found}


def rows(store: Store, table: TableMap, located: Located, within: Keys = EVERY_KEY) -> Iterator[bytes]:
    """Yield each of the person's rows, or of those between two keys, as one JSON object on one line, ordered by key.

    The database makes the JSON and streams it; memory stays flat however many rows there are. Only
    declared fields are selected. Raise StoreUnavailable or StoreFault, also in the middle.
    """
    if not table.fields:
        return
    columns = live_columns(store, table)
    outputs = [_output(field, table, located, store, columns) for field in table.fields]
    source = sql.SQL("FROM {} WHERE {}").format(
        table_name(table.table, store), within.narrow(rows_of(table, located, store), table, store)
    )
    if table.key:
        keys = sql.SQL(", ").join(column_name(table.table, column, store) for column in table.key)
        source = sql.SQL("{} ORDER BY {}").format(source, keys)
    with store.reading() as session:
        yield from store.engine.documents(session.cursor, outputs, source)


def live_columns(store: Store, table: TableMap) -> Mapping[str, Column]:
    """Return a table's columns as the database has them, read once for a copy. Raise StoreUnavailable, StoreFault."""
    return live_tables(store).columns.get((store.schema_of(table), table.relation), {})


def files(
    store: Store, table: TableMap, located: Located, *, after: tuple[int, str] = (0, "")
) -> Iterator[StoredFile]:
    """Yield the files the person's rows refer to, each once for its column, ordered by name, those behind a column and name.

    A file whose column is withheld is withheld with it: erased, and not handed out.
    """
    begin, last = after
    for place, (column, storage) in enumerate(table.files.items()):
        if column in table.withheld or place < begin:
            continue
        name = store.engine.text(column_name(table.table, column, store))
        statement = sql.SQL("SELECT {0} FROM {1} WHERE {2} AND {0} > {3} GROUP BY {0} ORDER BY {0}").format(
            name,
            table_name(table.table, store),
            rows_of(table, located, store),
            sql.Literal(last if place == begin else ""),
        )
        with store.reading() as session:
            for (value,) in session.stream(statement):
                yield StoredFile(storage, str(value), column, place)


def _output(
    field: FieldMap, table: TableMap, located: Located, store: Store, columns: Mapping[str, Column]
) -> Output:
    name = column_name(table.table, field.column, store)
    column = columns.get(field.column)
    value = store.engine.without(name, [place.keys for place in field.inside if place.withheld])
    if not (field.mask_others or field.whose):
        return Output(field.column, value, column)
    own = names_the_person(field.whose or field.column, table, located, store)
    document = store.engine.document_of
    masked = sql.SQL("CASE WHEN {0} IS NULL THEN NULL WHEN {1} THEN {2} ELSE {3} END").format(
        name, own, document(value, column), document(sql.Literal(ANOTHER_PERSON), None)
    )
    return Output(field.column, masked, MASKED)


MASKED = Column("", "json", "json", "U", nullable=True, generated=False, unique=False)
"""The column a masked value comes from: what stands there is JSON already."""
