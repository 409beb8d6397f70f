"""What the live database says about a store's tables, in the names of the map."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from accounts.databases.catalogue import Column, LiveSchema, Reference, Relation
from exports.stores.store import Store

_seen: ContextVar[dict[str, LiveSchema] | None] = ContextVar("exports_stores_seen", default=None)


@dataclass(frozen=True)
class Shape:
    """The live columns of the store's mapped tables, and the foreign keys that point at them, also from elsewhere."""

    columns: Mapping[str, Mapping[str, Column]]
    references: tuple[Reference, ...]


def shape(store: Store) -> Shape:
    """Return the live columns and foreign keys of the store's tables. Raise StoreUnavailable."""
    live = read_live(store)
    names = handles(store)
    columns = {names[relation]: found for relation, found in live.columns.items() if relation in names}
    references = [
        Reference(
            names.get(key.relation, ".".join(key.relation)),
            key.columns,
            names[key.target],
            key.target_columns,
            key.on_delete,
        )
        for key in live.references
        if key.target in names
    ]
    return Shape(columns, tuple(references))


def read_live(store: Store, *others: str) -> LiveSchema:
    """Return the live tables in the store's schemas, and in others that its map does not name. Raise StoreUnavailable, StoreFault."""
    engine = store.engine
    default = store.map.schema or engine.default_schema
    schemas = {default, *others, *(store.schema_of(table) for table in store.map.tables.values())}
    with store.reading():
        return engine.read_schema(sorted(schemas))


@contextmanager
def one_look() -> Iterator[None]:
    """Let `live_tables` read each store once within the block, for work that reads table after table."""
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def live_tables(store: Store) -> LiveSchema:
    """Return the live tables as they were when `one_look` began or were last read in it; outside of it, as they are now.

    For how a value is written; whether the map still holds is for `read_live` to say. Raise StoreUnavailable, StoreFault.
    """
    seen = _seen.get()
    if seen is None:
        return read_live(store)
    if store.key not in seen:
        seen[store.key] = read_live(store)
    return seen[store.key]


def handles(store: Store) -> dict[Relation, str]:
    """Return the map's name of each mapped table by its schema and its name in the database."""
    return {(store.schema_of(table), table.relation): name for name, table in store.map.tables.items()}
