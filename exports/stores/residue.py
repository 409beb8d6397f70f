"""Look again: whether anything of an erased person still stands in a store, and where. Says places, never values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from psycopg import sql

from accounts.databases.catalogue import Column
from accounts.databases.engine import Composable
from accounts.datamap.vocabulary import TableMap
from exports.stores.located import Located
from exports.stores.pieces import differs
from exports.stores.predicate import (
    NOBODY,
    column_name,
    keys_among,
    others_rows_of,
    rows_of,
    table_name,
    value_of,
)
from exports.stores.reduce import reductions
from exports.stores.shape import shape
from exports.stores.store import Store
from exports.stores.targets import handling, targets

Anchors = Mapping[str, list[str]]
"""Keys of the person's own rows that other rows hang on, by `table.column`, noted before those rows went."""
TELLING = {"email": 6, "phone": 8, "device_id": 12, "cookie_id": 12, "platform_id": 12}
"""Kinds whose values are looked for in all text, from this length on. Shorter ones and names occur by chance."""


@dataclass(frozen=True)
class Finding:
    """A place where something of the person still stands: the table, the column if it is one value, the number of rows."""

    store: str
    table: str
    column: str | None
    rows: int

    def as_data(self) -> dict[str, Any]:
        """Return JSON-native data without anything personal."""
        return asdict(self)


def telling_values(identifiers: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the identifier values that can be nobody else's wherever they stand."""
    return sorted(
        {
            value
            for kind, values in identifiers.items()
            for value in values
            if kind in TELLING and len(value) >= TELLING[kind]
        }
    )


def anchors(store: Store, located: Located) -> dict[str, list[str]]:
    """Return the keys of the person's rows through which other rows are reached and which will be deleted.

    Noted before the erasure, they find what was added to such a row while it was being erased.
    """
    ends = {
        (hop.table, hop.targets)
        for table in store.map.tables.values()
        for path in table.paths
        for hop in path.hops
        if store.map.tables[hop.table].erase == "delete" and hop.table not in store.map.people
    }
    noted = {}
    with store.reading() as session:
        for table, columns in sorted(ends):
            statement = sql.SQL("SELECT DISTINCT {} FROM {} WHERE {}").format(
                sql.SQL(", ").join(
                    session.engine.text(column_name(table, column, store)) for column in columns
                ),
                table_name(table, store),
                rows_of(store.map.tables[table], located, store),
            )
            noted[_anchor(table, columns)] = [
                "\x1f".join(row) for row in session.all(statement) if None not in row
            ]
    return noted


def _anchor(table: str, columns: Sequence[str]) -> str:
    return f"{table}.{','.join(columns)}"


def residue(
    store: Store,
    located: Located,
    values: list[str],
    *,
    pseudonym: str,
    anchored: Anchors | None = None,
    beat: Callable[[], None] | None = None,
) -> list[Finding]:
    """Return every place where the person still stands although the map says they should not.

    Rows are looked for by the declared paths and by the anchors, and the values (from `telling_values`)
    in every column of every mapped table, other people's rows too. What the map retains or keeps is no
    finding. Every table is read as a whole: `beat` is called before each, for a worker to say that it lives.
    """
    found = []
    live = shape(store)
    for table in store.map.tables.values():
        if table.erase == "retain":
            continue
        if beat is not None:
            beat()
        mine = _still_mine(store, table, located, anchored or {})
        columns = live.columns.get(table.table, {})
        if table.erase == "anonymise" or table.shared:
            mine = sql.SQL("{} AND {}").format(mine, _not_yet(store, table, columns, located, pseudonym))
        if rows := _count(
            store, sql.SQL("SELECT count(*) FROM {} WHERE {}").format(table_name(table.table, store), mine)
        ):
            found.append(Finding(store.key, table.table, None, rows))
        found += _standing(store, table, columns, values)
    return found


def _not_yet(
    store: Store, table: TableMap, columns: Mapping[str, Column], located: Located, pseudonym: str
) -> Composable:
    """Return the condition that a row of the person's is not yet what the map makes of it."""
    ways: list[Composable] = []
    alone: Composable = sql.SQL("1 = 1")
    if table.shared:
        others = others_rows_of(table, located, store)
        alone = sql.SQL("({}) IS NOT TRUE").format(others)
        if reduced := reductions(table, columns, pseudonym, located, store):
            ways.append(sql.SQL("({} AND {})").format(others, differs(store.engine, reduced, columns)))
    if table.erase == "delete":
        ways.append(alone)
    elif wanted := targets(store.engine, table, columns, pseudonym):
        ways.append(sql.SQL("({} AND {})").format(alone, differs(store.engine, wanted, columns)))
    return sql.SQL("({})").format(sql.SQL(" OR ").join(ways)) if ways else NOBODY


def _still_mine(store: Store, table: TableMap, located: Located, anchored: Anchors) -> Composable:
    ways: list[Composable] = [rows_of(table, located, store)]
    for path in table.paths:
        hop = path.hops[0] if path.hops else None
        noted = anchored.get(_anchor(hop.table, hop.targets), []) if hop else []
        if hop and noted and table.erase == "delete" and not any(ref.many for ref in hop.columns):
            columns = [store.engine.text(value_of(table.table, ref, store)) for ref in hop.columns]
            ways.append(keys_among(columns, [tuple(key.split("\x1f")) for key in noted]))
    return sql.SQL("({})").format(sql.SQL(" OR ").join(ways))


def _standing(
    store: Store, table: TableMap, columns: Mapping[str, Column], values: Sequence[str]
) -> list[Finding]:
    """Return the columns in which a value stands, whosever the row is; the table is read once."""
    kept = {name for name, erase in handling(table).items() if erase.kind == "keep"}
    searched = sorted(set(columns) - (kept if table.erase == "anonymise" else set()))
    if not values or not searched:
        return []
    words = [value.lower() for value in values]
    contains = [
        store.engine.contains_any(column_name(table.table, name, store), columns[name], words)
        for name in searched
    ]
    statement = sql.SQL("SELECT {} FROM {} WHERE {}").format(
        sql.SQL(", ").join(
            sql.SQL("coalesce(sum(CASE WHEN {} THEN 1 ELSE 0 END), 0)").format(c) for c in contains
        ),
        table_name(table.table, store),
        sql.SQL(" OR ").join(contains),
    )
    with store.reading() as session:
        (counts,) = session.all(statement)
    return [
        Finding(store.key, table.table, name, int(rows))
        for name, rows in zip(searched, counts, strict=True)
        if rows
    ]


def _count(store: Store, statement: Composable) -> int:
    with store.reading() as session:
        return int(session.value(statement))
