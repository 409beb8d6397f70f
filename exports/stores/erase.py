"""Erase one person's rows from a store, table by table, in bounded pieces that may be repeated.

The same statements serve a company's database and the portal's own. A piece takes rows the declared
paths lead to, removes the files they name, and then deletes or anonymises them; when nothing of the
person is left to change, it touches nothing and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from accounts.datamap.vocabulary import TableMap
from accounts.errors import DomainError
from accounts.models import DataSubject, LegalHold
from exports.stores import catalogue
from exports.stores.catalogue import Column, Reference
from exports.stores.located import Located
from exports.stores.order import Cycle, is_cut, obstacles, order_tables
from exports.stores.predicate import rows_of
from exports.stores.store import Store
from exports.stores.targets import CannotClear, targets


class HeldByLaw(DomainError):
    """A duty to keep what is held about this person is in force."""

    code = "held_by_law"
    message = _(
        "This data must be kept for now, because a legal hold is in force. Ask whoever owns the hold."
    )


@dataclass(frozen=True)
class Shape:
    """What the live database says about the store's mapped tables."""

    columns: Mapping[str, Mapping[str, Column]]
    references: tuple[Reference, ...]


def shape(store: Store) -> Shape:
    """Return the live columns and foreign keys of the store's tables, read in two queries per schema."""
    columns: dict[str, dict[str, Column]] = {}
    references: list[Reference] = []
    for schema in sorted({table.schema for table in store.map.tables.values()}):
        names = [t.table for t in store.map.tables.values() if t.schema == schema]
        columns |= catalogue.columns(store.connection, schema, names)
        references += catalogue.references(store.connection, schema, names)
    return Shape(columns, tuple(references))


def order(store: Store) -> list[str]:
    """Return the store's tables in the order in which they are erased. Raise Cycle."""
    return order_tables(store.map.tables, shape(store).references)


def feasible(store: Store) -> list[str]:
    """Return one sentence for everything that would stop an erasure in this store; nothing is changed."""
    live = shape(store)
    problems = []
    try:
        order_tables(store.map.tables, live.references)
    except Cycle as cycle:
        problems.append(str(cycle))
    problems += [
        f"Rows of {link.target} could not be deleted while {link} points at them. Anonymise {link.target}, give "
        f"{link.table} a path through {link.columns[0]}, or declare `erase: {{set: null}}` on it."
        for link in obstacles(store.map.tables, live.references)
    ]
    for table in store.map.tables.values():
        if table.erase == "anonymise":
            problems += _impossible(table, live.columns.get(table.table, {}))
    return problems + _not_permitted(store)


def refuse_held(subject: DataSubject) -> None:
    """Raise HeldByLaw while a legal hold on this person is in force."""
    if LegalHold.objects.filter(subject=subject, released_at__isnull=True).exists():
        raise HeldByLaw


def erase_piece(
    store: Store,
    table: str,
    located: Located,
    *,
    subject: DataSubject,
    pseudonym: str,
    limit: int = 500,
    live: Shape | None = None,
) -> int:
    """Erase at most `limit` of the person's rows in this table and return how many were touched; 0 when nothing is left.

    Files go before the rows that name them. `live` spares reading the catalogue for each piece. Commits on its own, so a repeated piece only finds less to do.
    Raise HeldByLaw, and CannotClear for a map that `feasible` would have refused.
    """
    refuse_held(subject)
    mapped = store.map.tables[table]
    if mapped.erase == "retain":
        return 0
    live = live or shape(store)
    with store.faults(), transaction.atomic(using=store.map.database):
        if mapped.erase == "anonymise":
            values = targets(mapped, live.columns[table], pseudonym)
            return _anonymise(store, mapped, located, values, limit) if values else 0
        return _cut(store, mapped, located, live, limit) or _delete(store, mapped, located, live, limit)


def _anonymise(
    store: Store, table: TableMap, located: Located, values: Mapping[str, sql.Composable], limit: int
) -> int:
    rows = _take(store, table, located, limit, also=differs(values))
    _remove_files(store, table, located, rows, [name for name in table.files if name in values])
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), value) for name, value in values.items()
    )
    change = sql.SQL("UPDATE {} SET {} WHERE {}").format(_name(table), assignments, rows.here)
    return _run(store, change) if rows.tids else 0


def differs(values: Mapping[str, sql.Composable]) -> sql.Composed:
    """Return the condition that a row does not yet have these values. Compared as text, because not every type compares."""
    each = [
        sql.SQL("{}::text IS DISTINCT FROM ({})::text").format(sql.Identifier(name), value)
        for name, value in values.items()
    ]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(each))


def _delete(store: Store, table: TableMap, located: Located, live: Shape, limit: int) -> int:
    inward = [r for r in live.references if r.table == r.target == table.table and r.blocks]
    rows = _take(store, table, located, limit, also=_leaves(table, inward))
    if not rows.tids and inward:
        # What is left points at itself in a circle: the database checks it only when the statement is through.
        rows = _take(store, table, located, None)
    _remove_files(store, table, located, rows, list(table.files))
    return _run(store, sql.SQL("DELETE FROM {} WHERE {}").format(_name(table), rows.here)) if rows.tids else 0


def _cut(store: Store, table: TableMap, located: Located, live: Shape, limit: int) -> int:
    """Set declared links at the person's rows to null, whosever rows they stand in."""
    for link in live.references:
        if link.target != table.table or not is_cut(link, store.map.tables):
            continue
        mine = rows_of(table, located, store.map)
        # Rows of the same table that go anyway keep the link: it may be what they are found by.
        spare = sql.SQL(" AND ({}) IS NOT TRUE").format(mine) if link.table == table.table else sql.SQL("")
        statement = sql.SQL(
            "UPDATE {child} SET {column} = NULL WHERE ctid = ANY (ARRAY(SELECT ctid FROM {child} WHERE {column} IN "
            "(SELECT {end} FROM {parent} WHERE {mine}){spare} LIMIT {limit}))"
        ).format(
            child=_name(store.map.tables[link.table]),
            column=sql.Identifier(link.columns[0]),
            end=sql.Identifier(link.target_columns[0]),
            parent=_name(table),
            mine=mine,
            spare=spare,
            limit=sql.Literal(limit),
        )
        if touched := _run(store, statement):
            return touched
    return 0


@dataclass(frozen=True)
class _Rows:
    """Places of rows that are locked until the piece commits, and the files they name."""

    tables: list[int]
    tids: list[str]
    files: list[tuple[Any, ...]]

    @property
    def here(self) -> sql.Composed:
        """Return the condition that a row is one of these; partitions number their rows each for itself."""
        return sql.SQL(
            "ctid = ANY ({tids}::tid[]) AND (tableoid, ctid) IN (SELECT * FROM unnest({tables}::oid[], {tids}::tid[]))"
        ).format(tids=sql.Literal(self.tids), tables=sql.Literal(self.tables))


def _take(
    store: Store, table: TableMap, located: Located, limit: int | None, also: sql.Composable | None = None
) -> _Rows:
    """Lock up to `limit` rows of the person and return where they are. Locked rows do not move."""
    files = [sql.Identifier(column) for column in table.files]
    statement = sql.SQL("SELECT tableoid::oid, ctid::text{} FROM {} WHERE ({}){}{} FOR UPDATE").format(
        sql.SQL("").join(sql.SQL(", {}").format(column) for column in files),
        _name(table),
        rows_of(table, located, store.map),
        sql.SQL(" AND {}").format(also) if also else sql.SQL(""),
        sql.SQL(" LIMIT {}").format(sql.Literal(limit)) if limit else sql.SQL(""),
    )
    with store.connection.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchall()
    return _Rows([row[0] for row in found], [row[1] for row in found], [row[2:] for row in found])


def _leaves(table: TableMap, inward: list[Reference]) -> sql.Composable | None:
    """Return the condition that no row of the same table points at this one, or None where none can."""
    if not inward:
        return None
    parts = []
    for link in inward:
        same = sql.SQL(" AND ").join(
            sql.SQL("below.{} = {}.{}").format(sql.Identifier(column), _name(table), sql.Identifier(end))
            for column, end in zip(link.columns, link.target_columns, strict=True)
        )
        parts.append(
            sql.SQL(
                "NOT EXISTS (SELECT FROM {name} below WHERE {same} AND (below.tableoid, below.ctid) <> "
                "({name}.tableoid, {name}.ctid))"
            ).format(name=_name(table), same=same)
        )
    return sql.SQL(" AND ").join(parts)


def _remove_files(store: Store, table: TableMap, located: Located, rows: _Rows, columns: list[str]) -> None:
    """Delete the files these rows name, unless a row that is not the person's names the same one."""
    for place, column in enumerate(table.files):
        names = sorted({row[place] for row in rows.files if row[place]})
        if column not in columns or not names:
            continue
        shared = sql.SQL(
            "SELECT DISTINCT {c} FROM {t} WHERE {c} = ANY ({names}) AND ({mine}) IS NOT TRUE"
        ).format(
            c=sql.Identifier(column),
            t=_name(table),
            names=sql.Literal(names),
            mine=rows_of(table, located, store.map),
        )
        with store.connection.cursor() as cursor:
            cursor.execute(shared)
            others = {name for (name,) in cursor.fetchall()}
        storage = storages[table.files[column]]
        for name in names:
            if name not in others:
                storage.delete(name)


def _run(store: Store, statement: sql.Composable) -> int:
    with store.connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


def _name(table: TableMap) -> sql.Identifier:
    return sql.Identifier(table.schema, table.table)


def _impossible(table: TableMap, columns: Mapping[str, Column]) -> list[str]:
    try:
        targets(table, columns, "erased-0")
    except CannotClear as error:
        return [str(error)]
    return []


def _not_permitted(store: Store) -> list[str]:
    """Return the tables in which the database role may not do what the map asks for."""
    problems = []
    with store.connection.cursor() as cursor:
        for table in store.map.tables.values():
            right = {"delete": "DELETE", "anonymise": "UPDATE"}.get(table.erase)
            if right is None:
                continue
            cursor.execute(
                "SELECT has_table_privilege(c.oid, %s) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname = %s AND c.relname = %s",
                [right, table.schema, table.table],
            )
            row = cursor.fetchone()
            if row is not None and not row[0]:
                problems.append(
                    f"The portal's database role may not {right} in {table.table}. Grant it, or change erase."
                )
    return problems
