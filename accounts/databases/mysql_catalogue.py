"""Read information_schema and the grants of MySQL and MariaDB. Only what the account may use is there to be seen."""

import re
from typing import Any

from accounts.databases.catalogue import ON_DELETE, Column, ForeignKey, LiveSchema, Relation

COLUMNS = """
SELECT c.TABLE_SCHEMA, c.TABLE_NAME, c.COLUMN_NAME, c.COLUMN_TYPE, c.DATA_TYPE, c.IS_NULLABLE,
       COALESCE(c.GENERATION_EXPRESSION, ''), c.EXTRA, c.CHARACTER_MAXIMUM_LENGTH
FROM information_schema.COLUMNS c
JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
WHERE c.TABLE_SCHEMA IN %s AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
ORDER BY c.TABLE_SCHEMA, c.TABLE_NAME, c.ORDINAL_POSITION
"""
UNIQUE_KEYS = """
SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, COLUMN_NAME FROM information_schema.STATISTICS
WHERE NON_UNIQUE = 0 AND TABLE_SCHEMA IN %s ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX
"""
REFERENCES = """
SELECT k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_SCHEMA,
       k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.DELETE_RULE
FROM information_schema.KEY_COLUMN_USAGE k
JOIN information_schema.REFERENTIAL_CONSTRAINTS r
  ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME
WHERE k.REFERENCED_TABLE_NAME IS NOT NULL AND (k.TABLE_SCHEMA IN %s OR k.REFERENCED_TABLE_SCHEMA IN %s)
ORDER BY k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION
"""
COLLATIONS = """
SELECT COLUMN_NAME, COLLATION_NAME FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s AND COLLATION_NAME IS NOT NULL
"""
# MariaDB's JSON is a long text that has to be a document.
DOCUMENTS = """
SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS
WHERE CONSTRAINT_SCHEMA IN %s AND LOWER(CHECK_CLAUSE) LIKE 'json_valid(%%'
"""
FAMILIES = {
    "N": "tinyint smallint mediumint int bigint decimal float double year",
    "S": "char varchar tinytext text mediumtext longtext",
    "D": "date datetime timestamp",
    "T": "time",
    "E": "enum set",
    "I": "inet4 inet6",
    "G": "geometry point linestring polygon multipoint multilinestring multipolygon geometrycollection geomcollection",
}
FAMILY_OF = {base: family for family, bases in FAMILIES.items() for base in bases.split()}
WITH_LENGTH = {"char", "varchar", "binary", "varbinary"}
QUOTED = r"(?:`(?:[^`]|``)+`|\"(?:[^\"]|\"\")+\"|\*)"
GRANT = re.compile(rf"GRANT (?P<rights>.+?) ON (?:TABLE )?(?P<schema>{QUOTED})\.(?P<table>{QUOTED}) TO .*")

Grant = tuple[frozenset[str], str, str]
"""The rights, the pattern of the schema and the name of the table; `*` is any."""


def read(cursor: Any, schemas: list[str]) -> LiveSchema:
    """Return the tables of these schemas, a partitioned one as one table."""
    live = LiveSchema()
    unique, documents = _unique_keys(cursor, schemas), _documents(cursor, schemas)
    cursor.execute(COLUMNS, [schemas])
    for schema, table, name, kind, data_type, nullable, generated, extra, length in _rows(cursor):
        place = (schema, table)
        base = "json" if (*place, name) in documents else data_type.lower()
        keys = unique.get(place, {}).values()
        live.columns.setdefault(place, {})[name] = Column(
            name,
            kind,
            base,
            "B" if kind in ("tinyint(1)", "bit(1)") else FAMILY_OF.get(base, "U"),
            nullable == "YES",
            bool(generated) or "STORED GENERATED" in extra.upper(),
            any(name in key for key in keys),
            int(length) if length is not None and base in WITH_LENGTH else None,
            _options(kind) if base in ("enum", "set") else (),
        )
    live.unique_keys.update({p: [k for k in keys.values() if None not in k] for p, keys in unique.items()})
    cursor.execute(REFERENCES, [schemas, schemas])
    live.references.extend(_references(_rows(cursor)))
    return live


def collations(cursor: Any, schema: str, relation: str) -> dict[str, str]:
    """Return the collation of each text column of a table."""
    cursor.execute(COLLATIONS, [schema, relation])
    return dict(_rows(cursor))


def _rows(cursor: Any) -> list[tuple[Any, ...]]:
    """Return the rows; some servers give names as bytes."""
    return [
        tuple(part.decode() if isinstance(part, bytes) else part for part in row) for row in cursor.fetchall()
    ]


def _unique_keys(cursor: Any, schemas: list[str]) -> dict[Relation, dict[str, tuple[Any, ...]]]:
    cursor.execute(UNIQUE_KEYS, [schemas])
    found: dict[Relation, dict[str, tuple[Any, ...]]] = {}
    for schema, table, index, column in _rows(cursor):
        keys = found.setdefault((schema, table), {})
        keys[index] = (*keys.get(index, ()), column)
    return found


def _documents(cursor: Any, schemas: list[str]) -> set[tuple[str, str, str]]:
    """Return the columns whose text must be a JSON document; MySQL has a type for that."""
    if not cursor.db.mysql_is_mariadb:
        return set()
    cursor.execute(DOCUMENTS, [schemas])
    found = set()
    for schema, table, clause in _rows(cursor):
        match = re.fullmatch(rf"json_valid\(({QUOTED})\)", clause, re.IGNORECASE)
        if match:
            found.add((schema, table, _unquoted(match[1])))
    return found


def _references(rows: list[tuple[Any, ...]]) -> list[ForeignKey]:
    grouped: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
    for schema, table, name, column, to_schema, target, end, rule in rows:
        grouped.setdefault((schema, table, name, to_schema, target, rule), []).append((column, end))
    return [
        ForeignKey(
            (schema, table),
            tuple(column for column, _end in pairs),
            (to_schema, target),
            tuple(end for _column, end in pairs),
            ON_DELETE[rule],
        )
        for (schema, table, _name, to_schema, target, rule), pairs in grouped.items()
    ]


def _options(kind: str) -> tuple[str, ...]:
    return tuple(option.replace("''", "'") for option in re.findall(r"'((?:[^']|'')*)'", kind))


def _unquoted(name: str) -> str:
    quote = name[0]
    return name if quote == "*" else name[1:-1].replace(quote * 2, quote)


def grants(cursor: Any, *, mariadb: bool) -> list[Grant]:
    """Return what the account may do, by itself and by its active roles. MariaDB lists its roles' grants by itself."""
    using = ""
    if not mariadb:
        cursor.execute("SELECT CURRENT_ROLE()")
        ((roles,),) = _rows(cursor)
        using = "" if roles in (None, "", "NONE") else f" USING {roles}"
    cursor.execute(f"SHOW GRANTS FOR CURRENT_USER(){using}" if using else "SHOW GRANTS")
    found = []
    for row in _rows(cursor):
        match = GRANT.match(str(row[0]))
        if match:
            # A right followed by columns is one on these alone.
            rights = re.sub(r"[A-Z]+ \([^)]*\)", "", match["rights"])
            names = frozenset(part.strip() for part in rights.split(","))
            found.append((names, _unquoted(match["schema"]), _unquoted(match["table"])))
    return found


def covers(grant: Grant, right: str, schema: str, relation: str) -> bool:
    """Return whether a grant gives a right on a table; a schema in a grant is a pattern unless a table is named."""
    rights, pattern, table = grant
    if right not in rights and not rights & {"ALL", "ALL PRIVILEGES"}:
        return False
    if table != "*":
        return (pattern, table) == (schema, relation)
    return pattern == "*" or re.fullmatch(_as_expression(pattern), schema) is not None


def _as_expression(pattern: str) -> str:
    parts = re.findall(r"\\.|.", pattern)
    wild = {"%": ".*", "_": "."}
    return "".join(wild.get(part) or re.escape(part.removeprefix("\\")) for part in parts)
