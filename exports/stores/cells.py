"""Read single values of a person's rows, and write one of them if it is still what the person saw."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from psycopg import sql

from accounts.databases.catalogue import Column
from accounts.databases.engine import Composable
from accounts.datamap.vocabulary import TableMap
from accounts.errors import DomainError
from exports.stores.located import Located
from exports.stores.predicate import column_name, rows_of, table_name
from exports.stores.shape import shape
from exports.stores.store import Store, StoreFault

CellKey = tuple[str, ...]
"""The key of a row, each part as text."""


class ValueChanged(DomainError):
    """The value is not the one the person saw when they decided what is right."""

    code = "value_changed"
    message = _(
        "The value has changed since you saw it. Look at it again, then correct it if it is still wrong."
    )


class NotThere(DomainError):
    """The row is not there any more, or is not the person's any more."""

    code = "not_there"
    message = _("This entry is not there any more.")


def read(
    store: Store, table: TableMap, located: Located, columns: Sequence[str], *, most: int
) -> list[tuple[CellKey, dict[str, str | None]]]:
    """Return at most `most` of the person's rows in the order of their keys: each key and these columns, all as text.

    Raise StoreUnavailable, StoreFault.
    """
    names = [*table.key, *columns]
    texts = sql.SQL(", ").join(store.engine.text(column_name(table.table, name, store)) for name in names)
    order = sql.SQL(", ").join(column_name(table.table, name, store) for name in table.key)
    statement = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT {}").format(
        texts, table_name(table.table, store), rows_of(table, located, store), order, sql.Literal(most)
    )
    with store.reading() as session:
        found = session.all(statement)
    parts = len(table.key)
    return [
        (tuple(map(str, row[:parts])), dict(zip(columns, map(_as_text, row[parts:]), strict=True)))
        for row in found
    ]


def value_at(store: Store, table: TableMap, located: Located, key: CellKey, column: str) -> str | None:
    """Return one value as text. Raise NotThere, StoreUnavailable, StoreFault."""
    live = shape(store).columns.get(table.table, {})
    statement = sql.SQL("SELECT {} FROM {} WHERE {}").format(
        store.engine.text(column_name(table.table, column, store)),
        table_name(table.table, store),
        _here(store, table, located, key, live),
    )
    with store.reading() as session:
        found = session.all(statement)
    if not found:
        raise NotThere
    return _as_text(found[0][0])


def write(
    store: Store,
    table: TableMap,
    located: Located,
    *,
    key: CellKey,
    column: str,
    before: str | None,
    after: str | None,
    whatever_it_is: bool = False,
) -> str | None:
    """Write one value in the place of the one the person saw, and return it as the database has it now.

    The old value is part of the statement, so nothing that came between is overwritten, and a repeated call finds
    its own work done; with `whatever_it_is` the old value does not matter. Commits on its own with the store's
    credentials for writing. Raise ValueChanged, NotThere, and StoreFault where the database keeps another value.
    """
    live = shape(store).columns.get(table.table, {})
    if column not in live:
        raise StoreFault(store.key)
    with store.writing() as session:
        engine = session.engine
        cell = column_name(table.table, column, store)
        new, old = engine.literal(after, live[column]), engine.literal(before, live[column])
        here = _here(store, table, located, key, live)
        unchanged = (
            sql.SQL("")
            if whatever_it_is
            else sql.SQL(" AND NOT ({})").format(engine.differs(cell, old, live[column]))
        )
        name = table_name(table.table, store)
        changed = session.run(
            sql.SQL("UPDATE {} SET {} = {} WHERE {}{}").format(
                name, sql.Identifier(column), new, here, unchanged
            )
        )
        another = sql.SQL("CASE WHEN {} THEN 1 ELSE 0 END").format(engine.differs(cell, new, live[column]))
        found = session.all(
            sql.SQL("SELECT {}, {} FROM {} WHERE {}").format(engine.text(cell), another, name, here)
        )
        if not found:
            raise NotThere
        if changed > 1 or len(found) > 1:
            raise StoreFault(store.key)
        value = _as_text(found[0][0])
        if found[0][1]:
            if not changed:
                raise ValueChanged
            if value == before:
                raise StoreFault(store.key)
        return value


def _here(
    store: Store, table: TableMap, located: Located, key: CellKey, live: Mapping[str, Column]
) -> Composable:
    """Return the condition that a row has this key and is the person's."""
    parts: Iterable[Composable] = [
        sql.SQL("{} = {}").format(
            column_name(table.table, name, store), store.engine.literal(part, live[name])
        )
        for name, part in zip(table.key, key, strict=True)
    ]
    return sql.SQL("{} AND {}").format(sql.SQL(" AND ").join(parts), rows_of(table, located, store))


def _as_text(value: object) -> str | None:
    if value is None:
        return None
    return value.decode() if isinstance(value, bytes) else str(value)
