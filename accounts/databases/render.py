"""Take a statement made of psycopg's `sql` objects apart: a text, and the values that travel beside it.

Every `sql.Literal` is a value, and a value is taken for somebody's: it must not stand in a text that a server may log. What
belongs into the text is `sql.SQL` or `sql.Identifier`. `render` writes for servers that are not PostgreSQL, `postgresql_values` for that one.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from psycopg import sql

Quoted = Callable[[str], str]
"""Writes one name in the server's quotes."""
Spelled = Callable[[Any], "str | None"]
"""Writes a value as the server reads it, or None where it is passed beside the text."""
Expanded = Callable[["Among"], sql.Composable]
"""Writes the condition that a value is one of some as the server has to be told it."""


class Among(sql.Composed):
    """The condition that a value is exactly one of these, as `value IN (…)` says where the server compares exactly.

    Servers that take 12 for '12abc', or é for e, are told more; that is why the parts are kept.
    """

    def __init__(self, value: sql.Composable, values: Sequence[Any]) -> None:
        self.value, self.values = value, tuple(values)
        literals = sql.SQL(", ").join(map(sql.Literal, self.values))
        super().__init__([sql.SQL("{} IN ({})").format(value, literals)])


def render(
    statement: sql.Composable, quoted: Quoted, spelled: Spelled, expanded: Expanded
) -> tuple[str, list[Any]]:
    """Return the text, with `%s` for each value that is passed beside it, and those values in their order.

    Any other percent sign is doubled, as both drivers want it. Raise ValueError for a placeholder: a statement
    carries its values.
    """
    parts: list[str] = []
    beside: list[Any] = []
    for part in leaves(statement, expanded):
        if isinstance(part, sql.Identifier):
            parts.append(".".join(map(quoted, names_of(part))).replace("%", "%%"))
        elif isinstance(part, sql.Literal):
            parts.append(_value(value_of(part), spelled, beside))
        else:
            parts.append(part.as_string(None).replace("%", "%%"))
    return "".join(parts), beside


def leaves(statement: sql.Composable, expanded: Expanded) -> Iterator[sql.SQL | sql.Identifier | sql.Literal]:
    """Yield what a statement is made of, in its order. Raise ValueError for a placeholder."""
    waiting = [statement]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Among):
            waiting.append(expanded(part))
        elif isinstance(part, sql.Composed):
            waiting += reversed(list(part))
        elif isinstance(part, sql.SQL | sql.Identifier | sql.Literal):
            yield part
        else:
            raise ValueError(f"A statement carries its values; {part!r} has none.")


def _value(value: Any, spelled: Spelled, beside: list[Any]) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return f"({', '.join(_value(one, spelled, beside) for one in value)})"
    written = "NULL" if value is None else spelled(value)
    if written is None:
        beside.append(value)
        return "%s"
    return written.replace("%", "%%")


def names_of(name: sql.Identifier) -> tuple[str, ...]:
    """Return the parts of a name."""
    return tuple(_inner(name))


def value_of(literal: sql.Literal) -> Any:
    """Return the value."""
    return _inner(literal)


def _inner(part: sql.Composable) -> Any:
    """Return what a psycopg object was made of; it has no public name for that."""
    return part._obj  # noqa: SLF001
