"""JSON on MySQL and MariaDB: rows as documents, and places inside documents.

MariaDB keeps JSON as text; JSON_EXTRACT at the root is what makes both servers take a text for a document.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from psycopg import sql

from accounts.databases.catalogue import Column
from accounts.databases.engine import Composable

BYTES = {"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"}
ROOT = sql.SQL("JSON_EXTRACT({}, '$')")
Texts = Callable[[Composable], Composable]


def shown(value: Composable, column: Column | None) -> Composable:
    """Return a value as an argument of JSON_OBJECT that comes out as what it is."""
    document = _document(value, column)
    return ROOT.format(document) if document is not None else _plain(value, column)


def document_of(value: Composable, column: Column | None) -> Composable:
    """Return the JSON text of a value."""
    document = _document(value, column)
    if document is not None:
        return document
    plain = _plain(value, column)
    if column is not None and column.family == "N":
        return sql.SQL("CAST({} AS CHAR CHARACTER SET utf8mb4)").format(plain)
    return sql.SQL("JSON_QUOTE(CAST({} AS CHAR CHARACTER SET utf8mb4))").format(plain)


def _document(value: Composable, column: Column | None) -> Composable | None:
    """Return the text of what is JSON by itself: documents and truth values; None for anything else."""
    if column is not None and column.base == "json":
        return value
    if column is not None and column.family == "B":
        # A column for truth values is a small number, and some hold others.
        return sql.SQL(
            "CASE {0} + 0 WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE CAST({0} + 0 AS CHAR) END"
        ).format(value)
    return None


def _plain(value: Composable, column: Column | None) -> Composable:
    base = column.base if column is not None else ""
    if column is not None and (column.family == "N" or base == "bit"):
        # Adding nothing takes away leading zeros and keeps what a float really holds.
        if base == "float":
            return sql.SQL("{} + 0.0e0").format(value)
        lenient = base in ("year", "bit") or "zerofill" in column.type
        return sql.SQL("{} + 0").format(value) if lenient else value
    if base in BYTES:
        return sql.SQL("CONCAT({}, LOWER(HEX({})))").format(sql.Literal("\\x"), value)
    if column is not None and column.family == "G":
        return sql.SQL("ST_AsText({})").format(value)
    text = sql.SQL("CAST({} AS CHAR CHARACTER SET utf8mb4)").format(value)
    if base in ("datetime", "timestamp"):
        text = sql.SQL("REPLACE({}, ' ', 'T')").format(text)
    # Of the two only this one is a moment; sessions run in universal time.
    return sql.SQL("CONCAT({}, '+00:00')").format(text) if base == "timestamp" else text


def inside(value: Composable, keys: Sequence[str]) -> Composable:
    """Return the text at a place, NULL where there is none or nothing; a number may also count elements of an array."""
    found = []
    for legs in product(*[_legs(key) for key in keys]):
        place = sql.SQL("JSON_EXTRACT({}, {})").format(_valid(value), sql.Literal("$" + "".join(legs)))
        found.append(sql.SQL("CASE WHEN JSON_TYPE({0}) <> 'NULL' THEN JSON_UNQUOTE({0}) END").format(place))
    return found[0] if len(found) == 1 else sql.SQL("COALESCE({})").format(sql.SQL(", ").join(found))


def without(value: Composable, places: Sequence[Sequence[str]]) -> Composable:
    """Return the document without these places."""
    if not places:
        return value
    paths = [sql.Literal(_path(keys)) for keys in places]
    return sql.SQL("JSON_REMOVE({}, {})").format(_valid(value), sql.SQL(", ").join(paths))


def rebuilt(
    value: Composable, kept: Sequence[Sequence[str]], put: Mapping[tuple[str, ...], Any]
) -> Composable:
    """Return the new document with what is kept and put; a place that is not there stays out."""
    leaves = []
    for keys in [*kept, *put]:
        place = sql.SQL("JSON_EXTRACT({}, {})").format(_valid(value), sql.Literal(_path(keys)))
        leaf = place
        if tuple(keys) in put:
            leaf = ROOT.format(sql.Literal(json.dumps(put[tuple(keys)], ensure_ascii=False)))
        for key in reversed(keys):
            leaf = sql.SQL("JSON_OBJECT({}, {})").format(sql.Literal(key), leaf)
        leaves.append(sql.SQL("CASE WHEN {} IS NULL THEN '{{}}' ELSE {} END").format(place, leaf))
    return sql.SQL("CASE WHEN {} IS NULL THEN NULL ELSE JSON_MERGE_PRESERVE('{{}}', '{{}}'{}) END").format(
        value, sql.SQL("").join(sql.SQL(", {}").format(leaf) for leaf in leaves)
    )


def elements_among(value: Composable, keys: Sequence[str], values: Composable, text: Texts) -> Composable:
    """Return the condition that the array at a place has an element among the query's one column."""
    array = _array(value, _path(keys))
    return sql.SQL(
        "EXISTS (SELECT 1 FROM JSON_TABLE({}, '$[*]' COLUMNS (element VARCHAR(1000) CHARACTER SET utf8mb4 PATH '$')) "
        "AS one WHERE {} IN ({}))"
    ).format(array, text(sql.SQL("one.element")), values)


def elements_except(
    value: Composable, keys: Sequence[str], values: Composable, text: Texts, *, mariadb: bool
) -> Composable:
    """Return the array at a place without the elements that the query's one column has; what is no array stays as it is.

    MySQL goes through the elements in their order by itself.
    """
    array = _array(value, _path(keys))
    element = sql.SQL("JSON_EXTRACT({}, CONCAT('$[', one.place - 1, ']'))").format(array)
    order = sql.SQL(" ORDER BY one.place" if mariadb else "")
    rest = sql.SQL(
        "COALESCE((SELECT JSON_ARRAYAGG({}{}) FROM JSON_TABLE({}, '$[*]' COLUMNS "
        "(place FOR ORDINALITY, element VARCHAR(1000) CHARACTER SET utf8mb4 PATH '$')) AS one "
        "WHERE ({} IN ({})) IS NOT TRUE), '[]')"
    ).format(element, order, array, text(sql.SQL("one.element")), values)
    if keys:
        rest = sql.SQL("JSON_REPLACE({}, {}, {})").format(value, sql.Literal(_path(keys)), ROOT.format(rest))
    return sql.SQL("CASE WHEN {} IS NULL THEN {} ELSE {} END").format(array, value, rest)


def _array(value: Composable, path: str) -> Composable:
    place = sql.SQL("JSON_EXTRACT({}, {})").format(_valid(value), sql.Literal(path))
    return sql.SQL("CASE WHEN JSON_TYPE({0}) = 'ARRAY' THEN {0} END").format(place)


def _valid(value: Composable) -> Composable:
    """Return the document, or NULL where a text is none: MySQL would stop at it."""
    return sql.SQL("CASE WHEN JSON_VALID({0}) THEN {0} END").format(value)


def _path(keys: Sequence[str]) -> str:
    return "$" + "".join(_legs(key)[0] for key in keys)


def _legs(key: str) -> list[str]:
    leg = f".{json.dumps(key, ensure_ascii=False)}"
    return [leg, f"[{key}]"] if key.isdecimal() else [leg]
