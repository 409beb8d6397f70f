"""What the live database says about a store's tables, in the names of the map."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.databases.catalogue import Column, LiveSchema, Reference, Relation
from exports.stores.store import Store


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


def handles(store: Store) -> dict[Relation, str]:
    """Return the map's name of each mapped table by its schema and its name in the database."""
    return {(store.schema_of(table), table.relation): name for name, table in store.map.tables.items()}
