"""Say in SQL which rows of a table are a person's: the one condition that counting, export and erasure share."""

from collections.abc import Iterable

from psycopg import sql

from accounts.datamap.vocabulary import Path, StoreMap, TableMap
from exports.stores.located import Located

NOBODY = sql.Composed([sql.SQL("FALSE")])
"""The condition no row meets."""


def rows_of(table: TableMap, located: Located, store: StoreMap) -> sql.Composed:
    """Return a condition that holds for this person's rows of the table and for no other row.

    Columns are written `schema.table.column`, so it fits behind WHERE in SELECT, UPDATE and DELETE on the
    bare table name. Paths are joined by OR: a row reached twice is still one row. Values are literals
    without a type, which PostgreSQL reads as the column's own.
    """
    ways = [_way(table.table, path, 0, located, store) for path in table.paths]
    found = [way for way in ways if way is not None]
    if not found:
        return NOBODY
    return sql.SQL("({})").format(sql.SQL(" OR ").join(found))


def table_name(name: str, store: StoreMap) -> sql.Identifier:
    """Return the quoted name of a table with its schema."""
    declared = store.tables.get(name)
    return sql.Identifier(declared.schema if declared else store.schema, name)


def column_name(table: str, column: str, store: StoreMap) -> sql.Identifier:
    """Return the quoted name of a column with its table and schema."""
    declared = store.tables.get(table)
    return sql.Identifier(declared.schema if declared else store.schema, table, column)


def compared(kind: str, column: sql.Composable) -> sql.Composed:
    """Return the column in the form in which identifiers of this kind are compared."""
    pattern = {
        "email": "lower({}::text)",
        "username": "ltrim(lower({}::text), '@')",
        "phone": "regexp_replace({}::text, '[^0-9]', '', 'g')",
    }.get(kind, "{}::text")
    return sql.SQL(pattern).format(column)


def among(column: sql.Composable, values: Iterable[str | int]) -> sql.Composed:
    """Return `column IN (…)`, or the condition no row meets when there are no values."""
    literals = [sql.Literal(value) for value in values]
    if not literals:
        return NOBODY
    return sql.SQL("{} IN ({})").format(column, sql.SQL(", ").join(literals))


def names_the_person(column: str, table: TableMap, located: Located, store: StoreMap) -> sql.Composed:
    """Return the condition that a column of the row names this person and nobody else.

    A column that a path starts from is compared with what that path leads to; any other with every
    identifier of the person.
    """
    name = column_name(table.table, column, store)
    for path in table.paths:
        if path.identifier is not None and not path.hops and path.identifier.column == column:
            return among(compared(path.identifier.kind, name), located.forms(path.identifier.kind))
        if len(path.hops) == 1 and path.identifier is None and path.hops[0].column == column:
            return _way(table.table, path, 0, located, store) or NOBODY
    return among(sql.SQL("lower({}::text)").format(name), located.own_values())


def _way(here: str, path: Path, step: int, located: Located, store: StoreMap) -> sql.Composed | None:
    """Return the condition for one path from its given step on, or None when it cannot lead to this person."""
    if step == len(path.hops):
        return _end(here, path, located, store)
    hop = path.hops[step]
    column = column_name(here, hop.column, store)
    person = store.people.get(hop.table)
    last = step + 1 == len(path.hops) and path.identifier is None
    if last and person is not None and hop.target == person.key:
        keys = located.keys.get(hop.table)
        return among(column, keys) if keys else None
    inner = _way(hop.table, path, step + 1, located, store)
    if inner is None:
        return None
    return sql.SQL("{} IN (SELECT {} FROM {} WHERE {})").format(
        column, column_name(hop.table, hop.target, store), table_name(hop.table, store), inner
    )


def _end(here: str, path: Path, located: Located, store: StoreMap) -> sql.Composed | None:
    if path.identifier is not None:
        forms = located.forms(path.identifier.kind)
        column = column_name(here, path.identifier.column, store)
        return among(compared(path.identifier.kind, column), forms) if forms else None
    keys = located.keys.get(here)
    return among(column_name(here, store.people[here].key, store), keys) if keys else None
