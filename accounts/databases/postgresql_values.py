"""Statements for PostgreSQL: the text with a numbered place for each value, and the values beside it.

The server gets both in two parts (its extended protocol). So a failing statement stands in its log, and every one in `pg_stat_activity`
and `pg_stat_statements`, with `$1` where a person's address would be. Of a slow one the log tells what was bound as well, unless
`log_parameter_max_length` is 0, which is not the client's to say.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from psycopg import sql

from accounts.databases.catalogue import Column
from accounts.databases.engine import Composable
from accounts.databases.render import Among, leaves, value_of


def _within(bits: int) -> Callable[[str], bool]:
    """Return whether a text is a whole number of so many bits."""
    end = 2 ** (bits - 1)
    return lambda text: bool(re.fullmatch(r"[+-]?[0-9]{1,30}", text)) and -end <= int(text) < end


READ_AS: Mapping[str, Callable[[str], bool]] = {
    "int2": _within(16),
    "int4": _within(32),
    "int8": _within(64),
    "numeric": lambda text: bool(re.fullmatch(r"[+-]?[0-9]{1,1000}(\.[0-9]{1,1000})?", text)),
    "uuid": lambda text: bool(
        re.fullmatch(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", text, re.IGNORECASE)
    ),
}
"""Types of which the server reads some texts only: which it takes."""


def readable(texts: Iterable[str], column: Column) -> list[str] | None:
    """Return those of the texts that the server can read as the column's type, or None for a type of which that cannot be told."""
    if column.family == "E":
        return [text for text in texts if text in column.options]
    takes = READ_AS.get(column.base)
    if takes is None:
        return list(texts) if column.family == "S" else None
    return [text for text in texts if takes(text)]


def bound(statement: Composable) -> tuple[str, dict[str, Any]]:
    """Return the text with `%(name)s` for each value, and the values by name.

    A value goes as text without a type, which the server reads as the type of whatever stands beside it: '12' is a number
    beside a number. A list is one value, an array, so that a statement never has more than the 65,535 that the protocol
    allows. One `sql.Literal` that stands in several places is one value.
    """
    parts: list[str] = []
    # Literals are known by their place in memory, which is theirs only while they are kept.
    kept: dict[int, tuple[str, sql.Literal]] = {}
    values: dict[str, Any] = {}
    for part in leaves(statement, _one_of):
        if isinstance(part, sql.Literal):
            value = value_of(part)
            if value is None:
                parts.append("NULL")
                continue
            name, _ = kept.setdefault(id(part), (f"v{len(kept)}", part))
            values[name] = _untyped(value)
            parts.append(f"%({name})s")
        else:
            parts.append(part.as_string(None).replace("%", "%%"))
    return "".join(parts), values


def _one_of(one: Among) -> Composable:
    """Write the condition; a single value as such, which the planner carries over to other columns."""
    if len(one.values) == 1:
        return sql.SQL("{} = {}").format(one.value, sql.Literal(one.values[0]))
    return sql.SQL("{} = ANY ({})").format(one.value, sql.Literal(one.values))


def _untyped(value: Any) -> Any:
    """Return what psycopg sends without a type: texts. Truth, bytes, dates and times go as what they are."""
    if isinstance(value, list | tuple | set | frozenset):
        return _array(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _array(values: Iterable[Any]) -> str:
    """Return an array as the server reads it."""
    return "{" + ",".join("NULL" if value is None else _element(str(value)) for value in values) + "}"


def _element(text: str) -> str:
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))
