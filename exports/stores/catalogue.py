"""What the live database says about its columns and foreign keys, read from PostgreSQL's own catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

OnDelete = Literal["no action", "restrict", "cascade", "set null", "set default"]
ON_DELETE: dict[str, OnDelete] = {
    "a": "no action",
    "r": "restrict",
    "c": "cascade",
    "n": "set null",
    "d": "set default",
}


@dataclass(frozen=True)
class Column:
    """One column: `type` as PostgreSQL writes it, `family` its category letter in pg_type (S text, A array …)."""

    name: str
    type: str
    base: str
    family: str
    nullable: bool
    generated: bool
    unique: bool
    length: int | None = None


@dataclass(frozen=True)
class Reference:
    """One foreign key: rows of `table` point with `columns` at `target_columns` of `target`."""

    table: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    on_delete: OnDelete

    @property
    def blocks(self) -> bool:
        """Return whether the database refuses to delete a row that is pointed at."""
        return self.on_delete in ("no action", "restrict")

    def __str__(self) -> str:
        return f"{self.table}.{', '.join(self.columns)}"


_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), b.typname, b.typcategory, NOT a.attnotnull AND NOT
       (t.typtype = 'd' AND t.typnotnull), a.attgenerated <> '' OR a.attidentity = 'a',
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique
               AND (a.attnum = ANY (i.indkey) OR 0 = ANY (i.indkey))),
       CASE WHEN a.atttypmod > 4 AND b.typname IN ('varchar', 'bpchar') THEN a.atttypmod - 4 END
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
WHERE n.nspname = %s AND c.relname = ANY (%s) AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""

_REFERENCES = """
SELECT CASE WHEN kn.nspname = %(schema)s THEN k.relname ELSE kn.nspname || '.' || k.relname END,
       ARRAY(SELECT a.attname::text FROM unnest(o.conkey) WITH ORDINALITY u (num, place)
             JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = u.num ORDER BY u.place),
       p.relname,
       ARRAY(SELECT a.attname::text FROM unnest(o.confkey) WITH ORDINALITY u (num, place)
             JOIN pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = u.num ORDER BY u.place),
       o.confdeltype
FROM pg_constraint o
JOIN pg_class k ON k.oid = o.conrelid JOIN pg_namespace kn ON kn.oid = k.relnamespace
JOIN pg_class p ON p.oid = o.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
WHERE o.contype = 'f' AND o.conparentid = 0 AND pn.nspname = %(schema)s AND p.relname = ANY (%(tables)s)
ORDER BY 1, o.conname
"""


def columns(connection: Any, schema: str, tables: Iterable[str]) -> dict[str, dict[str, Column]]:
    """Return the columns of these tables, by table and name. A table that is not there has no entry."""
    found: dict[str, dict[str, Column]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [schema, list(tables)])
        for table, *column in cursor.fetchall():
            found.setdefault(table, {})[column[0]] = Column(*column)
    return found


def references(connection: Any, schema: str, tables: Iterable[str]) -> list[Reference]:
    """Return every foreign key that points at one of these tables, from wherever it comes."""
    with connection.cursor() as cursor:
        cursor.execute(_REFERENCES, {"schema": schema, "tables": list(tables)})
        return [
            Reference(table, tuple(names), target, tuple(ends), ON_DELETE[_letter(action)])
            for table, names, target, ends, action in cursor.fetchall()
        ]


def _letter(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
