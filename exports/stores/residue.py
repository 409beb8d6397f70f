"""Look again: whether anything of an erased person still stands in a store, and where. Says places, never values."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from psycopg import sql

from accounts.datamap.vocabulary import TableMap
from exports.stores.erase import differs, shape
from exports.stores.located import Located
from exports.stores.predicate import among, column_name, rows_of, table_name
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
        (hop.table, hop.target)
        for table in store.map.tables.values()
        for path in table.paths
        for hop in path.hops
        if store.map.tables[hop.table].erase == "delete" and hop.table not in store.map.people
    }
    noted = {}
    with store.reading() as cursor:
        for table, column in sorted(ends):
            cursor.execute(
                sql.SQL("SELECT DISTINCT {}::text FROM {} WHERE {}").format(
                    column_name(table, column, store.map),
                    table_name(table, store.map),
                    rows_of(store.map.tables[table], located, store.map),
                )
            )
            noted[f"{table}.{column}"] = [value for (value,) in cursor.fetchall() if value is not None]
    return noted


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
        if table.erase == "anonymise":
            wanted = targets(table, live.columns.get(table.table, {}), pseudonym)
            mine = sql.SQL("{} AND {}").format(mine, differs(wanted) if wanted else sql.SQL("FALSE"))
        name = table_name(table.table, store.map)
        if rows := _count(store, sql.SQL("SELECT count(*) FROM {} WHERE {}").format(name, mine)):
            found.append(Finding(store.key, table.table, None, rows))
        found += _standing(store, table, values)
    return found


def _still_mine(store: Store, table: TableMap, located: Located, anchored: Anchors) -> sql.Composed:
    ways: list[sql.Composable] = [rows_of(table, located, store.map)]
    for path in table.paths:
        noted = anchored.get(f"{path.hops[0].table}.{path.hops[0].target}", []) if path.hops else []
        if noted and table.erase == "delete":
            column = column_name(table.table, path.hops[0].column, store.map)
            ways.append(among(sql.SQL("{}::text").format(column), noted))
    return sql.SQL("({})").format(sql.SQL(" OR ").join(ways))


def _standing(store: Store, table: TableMap, values: list[str]) -> list[Finding]:
    """Return the columns in which a value stands, whosever the row is."""
    if not values:
        return []
    patterns = sql.Literal([f"%{_escaped(value)}%" for value in values])
    kept = sorted(name for name, erase in handling(table).items() if erase.kind == "keep")
    document = sql.SQL("to_jsonb(r) - {}::text[]").format(
        sql.Literal(kept if table.erase == "anonymise" else [])
    )
    name = table_name(table.table, store.map)
    there = sql.SQL("SELECT EXISTS (SELECT FROM {} r WHERE lower(({})::text) LIKE ANY ({}))")
    if not _count(store, there.format(name, document, patterns)):
        return []
    where = sql.SQL(
        "SELECT c.key, count(*) FROM {} r, jsonb_each_text({}) c WHERE lower(to_jsonb(c.value)::text) LIKE ANY ({}) "
        "GROUP BY c.key ORDER BY c.key"
    ).format(name, document, patterns)
    with store.reading() as cursor:
        cursor.execute(where)
        return [Finding(store.key, table.table, column, rows) for column, rows in cursor.fetchall()]


def _count(store: Store, statement: sql.Composable) -> int:
    with store.reading() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def _escaped(value: str) -> str:
    """Return a value as it stands inside a JSON text, safe in a LIKE pattern."""
    plain = json.dumps(value.lower(), ensure_ascii=False)[1:-1]
    return plain.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
