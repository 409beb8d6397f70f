"""Rows of SQLite as JSON. Each value is written as what it is, which need not be what its column was declared to be."""

from collections.abc import Iterator, Sequence

from psycopg import sql

from accounts.databases.catalogue import Column
from accounts.databases.engine import Composable, Output

AT_A_TIME = 40
"""Pairs for one call of json_object: a function of SQLite takes a hundred arguments."""
OTHERWISE = "CASE typeof({0}) WHEN 'blob' THEN {1} || lower(hex({0})) WHEN 'real' THEN {3} ELSE {2} END"
NUMBER = "CASE WHEN CAST(CAST({0} AS TEXT) AS REAL) = {0} THEN {0} ELSE json(candor_real({0})) END"
"""SQLite writes fifteen digits of a number; where these are not all of it, Python writes it."""


def objects(outputs: Sequence[Output]) -> Iterator[Composable]:
    """Yield expressions that together make a row: objects of some columns each, as bytes."""
    for start in range(0, len(outputs), AT_A_TIME):
        pairs: list[Composable] = []
        for one in outputs[start : start + AT_A_TIME]:
            pairs += [sql.Literal(one.name), shown(one.value, one.column)]
        yield sql.SQL("CAST(json_object({}) AS BLOB)").format(sql.SQL(", ").join(pairs))


def one_line(parts: Sequence[bytes]) -> bytes:
    """Return one object made of some; text that is not UTF-8 is made readable."""
    line = parts[0] if len(parts) == 1 else b"{" + b",".join(part[1:-1] for part in parts) + b"}"
    try:
        line.decode()
    except UnicodeDecodeError:
        return line.decode("utf-8", "replace").encode()
    return line


def shown(value: Composable, column: Column | None) -> Composable:
    """Return a value as an argument of a JSON function that comes out as what it is."""
    return sql.SQL(OTHERWISE).format(
        value, sql.Literal("\\x"), _as_declared(value, column), sql.SQL(NUMBER).format(value)
    )


def document_of(value: Composable, column: Column | None) -> Composable:
    """Return the JSON text of a value, NULL being none."""
    return sql.SQL("json_quote({})").format(shown(value, column))


def _as_declared(value: Composable, column: Column | None) -> Composable:
    if column is None:
        return value
    if column.base == "json":
        return sql.SQL(
            "CASE WHEN typeof({0}) = 'text' AND json_valid({0}) THEN json({0}) ELSE {0} END"
        ).format(value)
    if column.family == "B":
        return sql.SQL("CASE {0} WHEN 1 THEN json('true') WHEN 0 THEN json('false') ELSE {0} END").format(
            value
        )
    if column.base in ("datetime", "timestamp"):
        return sql.SQL(
            "CASE WHEN {0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:*' "
            "THEN substr({0}, 1, 10) || 'T' || substr({0}, 12) ELSE {0} END"
        ).format(value)
    return value
