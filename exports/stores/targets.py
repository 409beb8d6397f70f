"""What a column becomes when its row is anonymised, in a way its type allows. Said before anything is erased."""

import uuid
from collections.abc import Mapping

from psycopg import sql

from accounts.databases.catalogue import Column
from accounts.databases.engine import Composable, Engine
from accounts.datamap.vocabulary import Erase, FieldMap, TableMap

NAMESPACE = uuid.UUID("6d1f0a52-6f6b-4f0e-9a55-0f6e2a0f7c11")
"""Namespace of the UUIDs that stand in for erased ones."""


STAYS = ("keep", "cascade")
"""Handlings that leave a value as it is for as long as its row is there."""


class CannotClear(ValueError):
    """A column that may not be empty and has no neutral value: the map must say what to set."""


def targets(
    engine: Engine, table: TableMap, columns: Mapping[str, Column], pseudonym: str
) -> dict[str, Composable]:
    """Return the SQL value of every column that changes, by name. Raise CannotClear for the first impossible one."""
    inside = {field.column: field for field in table.fields if field.inside}
    wanted: dict[str, Composable] = {}
    for name, erase in handling(table).items():
        column = columns.get(name)
        if column is None or column.generated or erase.kind in STAYS:
            continue
        if name in inside and erase.kind == "clear":
            wanted[name] = _document(engine, inside[name], column, pseudonym)
        else:
            wanted[name] = target(engine, table, column, erase, pseudonym)
    return wanted


def handling(table: TableMap) -> dict[str, Erase]:
    """Return each column's handling. A withheld column is cleared, unless it leads to the row or the person."""
    stays = frozenset(table.key) if table.shared else table.path_columns
    withheld = {name: Erase("keep") if name in stays else Erase("clear") for name in table.withheld}
    return withheld | {field.column: field.erase for field in table.fields}


def target(engine: Engine, table: TableMap, column: Column, erase: Erase, pseudonym: str) -> Composable:
    """Return the SQL value one column takes. Raise CannotClear when its type has none."""
    if erase.kind == "set":
        if erase.value is None and not column.nullable:
            raise CannotClear(f"{table.table}.{column.name} may not be empty, so it cannot be set to null.")
        return engine.literal(erase.value, column)
    if erase.kind == "clear" and column.nullable:
        return sql.SQL("NULL")
    if column.family == "S":
        return _pseudonym(engine, table, column, pseudonym)
    if column.base == "uuid" and erase.kind == "pseudonym":
        return engine.literal(str(uuid.uuid5(NAMESPACE, pseudonym)), column)
    neutral = engine.neutral(column)
    if erase.kind == "pseudonym" or neutral is None:
        raise CannotClear(
            f"{table.table}.{column.name} is {column.type}{'' if column.nullable else ' and may not be empty'}: "
            f"say what becomes of it, as in `erase: {{set: …}}` or `erase: keep`."
        )
    return neutral


def _document(engine: Engine, field: FieldMap, column: Column, pseudonym: str) -> Composable:
    """Return the new document: what is kept or put, place by place; what the map does not name is gone."""
    kept = [place.keys for place in field.inside if place.erase.kind == "keep"]
    put = {place.keys: pseudonym for place in field.inside if place.erase.kind == "pseudonym"}
    put |= {place.keys: place.erase.value for place in field.inside if place.erase.kind == "set"}  # type: ignore[misc]
    return engine.rebuilt(column, sql.Identifier(column.name), kept, put)


def _pseudonym(engine: Engine, table: TableMap, column: Column, pseudonym: str) -> Composable:
    """Return the pseudonym as a literal; where values must differ, with a fingerprint of the row's key behind it."""
    if not column.unique:
        return engine.literal(pseudonym[: column.length], column)
    parts: list[Composable] = []
    for name in table.key:
        parts += [sql.Literal("/"), engine.text(sql.Identifier(name))]
    if not parts:
        raise CannotClear(
            f"{table.table}.{column.name} must differ from row to row and the table has no key: say what becomes of "
            f"it, as in `erase: keep`."
        )
    text = engine.joined([sql.Literal(f"{pseudonym}-"), engine.fingerprint(engine.joined(parts[1:]))])
    return text if column.length is None else engine.last(text, column.length)
