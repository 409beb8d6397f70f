"""Changes on MySQL and MariaDB, whose UPDATE sees in each value what it has just assigned to another column."""

from collections.abc import Mapping, Sequence

from psycopg import sql

from accounts.databases.engine import Composable

# The limit keeps the server from melting the query into the change around it.
CHANGE = sql.SQL(
    "UPDATE {name} was JOIN (SELECT {made} FROM {name} WHERE {here} LIMIT 9223372036854775807) made ON {same} SET {values}"
)


def change(
    name: Composable, values: Mapping[str, Composable], here: Composable, key: Sequence[str]
) -> Composable:
    """Return the UPDATE that makes all values first, each of the row as it was, and then assigns them by the row's key."""
    keys = [(sql.Identifier(f"key{n}"), sql.Identifier(part)) for n, part in enumerate(key)]
    made = [(sql.Identifier(f"value{n}"), value) for n, value in enumerate(values.values())]
    assigned = [(sql.Identifier(column), alias) for column, (alias, _value) in zip(values, made, strict=True)]
    return CHANGE.format(
        name=name,
        here=here,
        made=_each(", ", "{1} AS {0}", [*keys, *made]),
        same=_each(" AND ", "made.{} <=> was.{}", keys),
        values=_each(", ", "was.{} = made.{}", assigned),
    )


def _each(between: str, form: str, pairs: Sequence[tuple[Composable, Composable]]) -> Composable:
    return sql.SQL(between).join(sql.SQL(form).format(*pair) for pair in pairs)
