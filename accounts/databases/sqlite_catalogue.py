"""Read SQLite's own catalogue by its pragmas. A column is what it was declared to be; what stands in it may be anything."""

import re
from typing import Any

from accounts.databases.catalogue import ON_DELETE, Column, ForeignKey, LiveSchema

TABLES = "SELECT name, wr FROM pragma_table_list WHERE schema = %s AND type IN ('table', 'virtual')"
COLUMNS = (
    'SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(%s, %s) WHERE hidden <> 1 ORDER BY cid'
)
INDEXES = 'SELECT name FROM pragma_index_list(%s, %s) WHERE "unique" = 1 AND partial = 0 ORDER BY seq'
INDEXED = "SELECT name FROM pragma_index_info(%s, %s) ORDER BY seqno"
COLLATIONS = "SELECT name, coll FROM pragma_index_xinfo(%s, %s) WHERE key = 1 AND name IS NOT NULL"
LINKS = 'SELECT id, "table", "from", "to", on_delete FROM pragma_foreign_key_list(%s, %s) ORDER BY id, seq'
KINDS = (
    ("bool", "B", "boolean"),
    ("json", "U", "json"),
    ("uuid", "U", "uuid"),
    ("guid", "U", "uuid"),
    ("int", "N", "integer"),
    ("timestamp", "D", "timestamp"),
    ("datetime", "D", "datetime"),
    ("date", "D", "date"),
    ("time", "T", "time"),
    ("blob", "U", "blob"),
    ("binary", "U", "blob"),
    ("bytea", "U", "blob"),
    ("char", "S", "text"),
    ("clob", "S", "text"),
    ("text", "S", "text"),
    ("string", "S", "text"),
    ("real", "N", "real"),
    ("floa", "N", "real"),
    ("doub", "N", "real"),
    ("num", "N", "numeric"),
    ("dec", "N", "numeric"),
)
"""What a word in a declared type makes of the column: its family and our name for it; the first that fits counts."""


def read(cursor: Any, schemas: list[str]) -> LiveSchema:
    """Return the tables of these schemas (`main`, or the name of an attached file), SQLite's own left out."""
    live = LiveSchema()
    for schema in schemas:
        tables = {
            name: wr for name, wr in _all(cursor, TABLES, schema) if not name.lower().startswith("sqlite_")
        }
        for table, without_rowid in tables.items():
            _read_table(cursor, live, schema, table, without_rowid=bool(without_rowid))
        for table in tables:
            live.references.extend(_references(cursor, live, schema, table))
    return live


def collations(cursor: Any, schema: str, table: str) -> dict[str, str]:
    """Return the collation of each column that stands in a unique index of a table."""
    found: dict[str, str] = {}
    for (index,) in _all(cursor, INDEXES, table, schema):
        for name, collation in _all(cursor, COLLATIONS, index, schema):
            found.setdefault(name, collation)
    return found


def _all(cursor: Any, query: str, *values: str) -> list[tuple[Any, ...]]:
    cursor.execute(query, values)
    return list(cursor.fetchall())


def _read_table(cursor: Any, live: LiveSchema, schema: str, table: str, *, without_rowid: bool) -> None:
    rows = _all(cursor, COLUMNS, table, schema)
    primary = [
        name for name, _type, _notnull, place, _hidden in sorted(rows, key=lambda row: row[3]) if place
    ]
    keys = [
        tuple(name for (name,) in _all(cursor, INDEXED, index, schema))
        for (index,) in _all(cursor, INDEXES, table, schema)
    ]
    keys = [key for key in keys if None not in key]
    if primary and tuple(primary) not in keys:
        keys.insert(0, tuple(primary))
    live.unique_keys[schema, table] = keys
    # A primary key may hold NULL here, unless it is the number of the row or there is none.
    numbered = len(primary) == 1 and any(row[0] == primary[0] and row[1].upper() == "INTEGER" for row in rows)
    filled = set(primary) if without_rowid or numbered else set()
    live.columns[schema, table] = {
        name: _column(
            name,
            declared,
            nullable=not notnull and name not in filled,
            generated=hidden in (2, 3),
            unique=any(name in key for key in keys),
        )
        for name, declared, notnull, _place, hidden in rows
    }


def _column(name: str, declared: str, *, nullable: bool, generated: bool, unique: bool) -> Column:
    low = declared.lower()
    family, base = next(((f, b) for word, f, b in KINDS if word in low), ("S", ""))
    length = re.search(r"\(\s*(\d+)\s*\)", declared) if family == "S" else None
    return Column(
        name, declared, base, family, nullable, generated, unique, int(length[1]) if length else None
    )


def _references(cursor: Any, live: LiveSchema, schema: str, table: str) -> list[ForeignKey]:
    """Return a table's foreign keys; names in them may be written in any case, and the ends may be left out."""
    grouped: dict[tuple[int, str, str], list[tuple[str, str | None]]] = {}
    for number, target, column, end, rule in _all(cursor, LINKS, table, schema):
        grouped.setdefault((number, target, rule), []).append((column, end))
    found = []
    for (_number, target, rule), pairs in grouped.items():
        there = _named(target, [name for place, name in live.columns if place == schema])
        primary = live.unique_keys.get((schema, there), [()])[:1]
        ends = [end for _column, end in pairs if end] or list(primary[0] if primary else ())
        columns = live.columns.get((schema, there), {})
        found.append(
            ForeignKey(
                (schema, table),
                tuple(_named(column, live.columns[schema, table]) for column, _end in pairs),
                (schema, there),
                tuple(_named(end, columns) for end in ends),
                ON_DELETE[rule],
            )
        )
    return found


def _named(name: str, real: Any) -> str:
    """Return the name as the database writes it."""
    return next((one for one in real if one.lower() == name.lower()), name)
