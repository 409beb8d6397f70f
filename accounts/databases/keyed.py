"""Find rows again by the values of their key, for servers that tell no place of a row."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from psycopg import sql

from accounts.databases.engine import Composable


def is_among(value: Composable, values: Iterable[Any]) -> Composable:
    """Return `value IN (…)`; there is at least one."""
    return sql.SQL("{} IN ({})").format(value, sql.SQL(", ").join(map(sql.Literal, values)))


def by_key(
    columns: Sequence[Composable], same: str, many: str
) -> Callable[[Sequence[tuple[Any, ...]]], Composable]:
    """Return what makes the condition that a row has one of these keys; `same` is the operator for which NULL equals NULL, `many` how whole keys are listed."""

    def where(rows: Sequence[tuple[Any, ...]]) -> Composable:
        whole = [row for row in rows if None not in row]
        ways = [_among(columns, whole, many)] if whole else []
        operator = sql.SQL(same)
        for row in rows:
            if None in row:
                pairs = [
                    sql.SQL("{} {} {}").format(column, operator, sql.Literal(part))
                    for column, part in zip(columns, row, strict=True)
                ]
                ways.append(sql.SQL("({})").format(sql.SQL(" AND ").join(pairs)))
        return sql.SQL("({})").format(sql.SQL(" OR ").join(ways))

    return where


def _among(columns: Sequence[Composable], rows: Sequence[tuple[Any, ...]], many: str) -> Composable:
    if len(columns) == 1:
        return is_among(columns[0], [row[0] for row in rows])
    each = [sql.SQL("({})").format(sql.SQL(", ").join(map(sql.Literal, row))) for row in rows]
    return sql.SQL("({}) IN ({}{})").format(
        sql.SQL(", ").join(columns), sql.SQL(many), sql.SQL(", ").join(each)
    )
