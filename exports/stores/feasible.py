"""Say beforehand in which order a store's tables are erased, and what would stop that. Nothing is changed."""

from collections.abc import Iterator, Mapping

from django.db import connections

from accounts.databases import engine_for
from accounts.databases.catalogue import Column
from accounts.databases.engine import Right
from accounts.datamap.vocabulary import Handling, TableMap
from exports.stores.order import (
    Cycle,
    cascades,
    cut_columns,
    loose_columns,
    obstacles,
    order_tables,
)
from exports.stores.shape import Shape, shape
from exports.stores.store import Store
from exports.stores.targets import CannotClear, targets

NEEDED: dict[Handling, Right] = {"delete": "DELETE", "anonymise": "UPDATE"}


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
    problems += [
        f"With rows of {link.target} the database would delete those of {link} as well (ON DELETE CASCADE), whosever they "
        f"are. Give {link.table} a path through {', '.join(link.columns)} and erase: delete, or declare "
        f"`erase: {{set: null}}` on it, or `erase: cascade` if such a row says nothing once the other is gone."
        for link in cascades(store.map.tables, live.references)
    ]
    problems += _uncuttable(store, live)
    for table in store.map.tables.values():
        problems += _impossible(store, table, live)
    if store.engine.checks_each_row:
        problems += _held_by_themselves(store, live)
    return [*problems, *_not_permitted(store)]


def _held_by_themselves(store: Store, live: Shape) -> Iterator[str]:
    """Yield the links within a table that would hold its rows for good, where the database checks row by row."""
    for link in live.references:
        table = store.map.tables.get(link.table)
        if table is None or link.table != link.target or not link.blocks or table.erase != "delete":
            continue
        if not loose_columns(link, live.columns.get(table.table, {}), table.key):
            yield (
                f"Rows of {table.table} that point at themselves or at each other through {link} could not be deleted: "
                f"the column may not be empty, and this database checks each row by itself. Let it be empty, or "
                f"anonymise {table.table}."
            )


def _impossible(store: Store, table: TableMap, live: Shape) -> list[str]:
    if table.erase != "anonymise" and not table.shared:
        return []
    columns: Mapping[str, Column] = live.columns.get(table.table, {})
    try:
        targets(store.engine, table, columns, "erased-0")
    except CannotClear as error:
        return [str(error)]
    return []


def _uncuttable(store: Store, live: Shape) -> Iterator[str]:
    """Yield the links that the map sets to null and that may not be empty."""
    for link in live.references:
        for name in cut_columns(link, store.map.tables):
            column = live.columns.get(link.table, {}).get(name)
            if link.target in store.map.tables and column is not None and not column.nullable:
                yield f"{link.table}.{name} may not be empty, so the link cannot be set to null."


def _not_permitted(store: Store) -> Iterator[str]:
    """Yield the tables in which the role that erases may not do what the map asks for, or sees only some rows."""
    engine = engine_for(connections[store.write_database])
    for table in store.map.tables.values():
        rights: set[Right] = {"SELECT", NEEDED[table.erase]} if table.erase in NEEDED else set()
        rights |= {"UPDATE"} if table.shared else set()
        for right in sorted(rights):
            if not engine.may(right, store.schema_of(table), table.relation):
                yield (
                    f"The portal's database role may not {right} in {table.table}. Grant it, or change erase."
                )
        if engine.hides_rows(store.schema_of(table), table.relation):
            yield (
                f"Row-level security hides rows of {table.table} from the role that erases, so they would stay. Give "
                f"the role BYPASSRLS, or a policy that shows it every row."
            )
