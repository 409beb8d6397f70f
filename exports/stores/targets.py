"""What a column becomes when its row is anonymised, in a way its type allows. Said before anything is erased."""

import uuid
from collections.abc import Mapping
from typing import Any

from psycopg import sql

from accounts.datamap.vocabulary import Erase, TableMap
from exports.stores.catalogue import Column

NAMESPACE = uuid.UUID("6d1f0a52-6f6b-4f0e-9a55-0f6e2a0f7c11")
"""Namespace of the UUIDs that stand in for erased ones."""


class CannotClear(ValueError):
    """A column that may not be empty and has no neutral value: the map must say what to set."""


def targets(table: TableMap, columns: Mapping[str, Column], pseudonym: str) -> dict[str, sql.Composable]:
    """Return the SQL value of every column that changes, by name. Raise CannotClear for the first impossible one."""
    wanted: dict[str, sql.Composable] = {}
    for name, erase in handling(table).items():
        column = columns.get(name)
        if column is None or column.generated or erase.kind == "keep":
            continue
        wanted[name] = target(table, column, erase, pseudonym)
    return wanted


def handling(table: TableMap) -> dict[str, Erase]:
    """Return each column's handling. A withheld column is cleared, unless it leads to the row or the person."""
    withheld = {
        name: Erase("keep") if name in table.path_columns else Erase("clear") for name in table.withheld
    }
    return withheld | {field.column: field.erase for field in table.fields}


def target(table: TableMap, column: Column, erase: Erase, pseudonym: str) -> sql.Composable:
    """Return the SQL value one column takes. Raise CannotClear when its type has none."""
    if erase.kind == "set":
        if erase.value is None and not column.nullable:
            raise CannotClear(f"{table.table}.{column.name} may not be empty, so it cannot be set to null.")
        return _cast(erase.value, column)
    if erase.kind == "clear" and column.nullable:
        return sql.SQL("NULL")
    if column.family == "S":
        return _pseudonym(table, column, pseudonym)
    if column.base == "uuid" and erase.kind == "pseudonym":
        return _cast(str(uuid.uuid5(NAMESPACE, pseudonym)), column)
    neutral = _neutral(column)
    if erase.kind == "pseudonym" or neutral is None:
        raise CannotClear(
            f"{table.table}.{column.name} is {column.type}{'' if column.nullable else ' and may not be empty'}: "
            f"say what becomes of it, as in `erase: {{set: …}}` or `erase: keep`."
        )
    return _cast(neutral, column)


def _neutral(column: Column) -> str | None:
    """Return the empty value of a type that has one."""
    if column.family == "A":
        return "{}"
    return {"json": "{}", "jsonb": "{}", "bytea": "", "hstore": "", "tsvector": ""}.get(column.base)


def _pseudonym(table: TableMap, column: Column, pseudonym: str) -> sql.Composable:
    """Return the pseudonym as a literal; where values must differ, with a fingerprint of the row's key behind it."""
    if not column.unique:
        return _cast(pseudonym[: column.length], column)
    key = sql.SQL(" || '/' || ").join(sql.SQL("{}::text").format(sql.Identifier(k)) for k in table.key)
    text = sql.SQL("{} || '-' || left(md5({}), 12)").format(sql.Literal(pseudonym), key)
    if column.length is not None:
        text = sql.SQL("right({}, {})").format(text, sql.Literal(column.length))
    return sql.SQL("({})::{}").format(text, sql.SQL(column.type))


def _cast(value: Any, column: Column) -> sql.Composable:
    if value is None:
        return sql.SQL("NULL")
    plain = str(value).lower() if isinstance(value, bool) else str(value)
    return sql.SQL("{}::{}").format(sql.Literal(plain), sql.SQL(column.type))
