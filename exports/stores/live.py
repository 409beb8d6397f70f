"""Compare what the data map says of a store with the tables that are really there, both ways."""

from collections.abc import Iterator

from accounts.databases.catalogue import Column, LiveSchema, Relation
from accounts.datamap.columns import ColumnRef
from accounts.datamap.vocabulary import Hop, Path, TableMap
from exports.stores.days import tells_a_day
from exports.stores.mending import place_column, place_of, place_of_column, place_of_reason, place_table
from exports.stores.shape import handles, read_live
from exports.stores.store import Store

DJANGOS_OWN = {"django_migrations"}
"""Tables of the portal's database that belong to no model."""


def drift(store: Store) -> list[str]:
    """Return one sentence for each difference between the map and the live database; none means they agree.

    A store with drift can be used for nothing that is called complete. Raise StoreUnavailable.
    """
    live = read_live(store)
    return [*_unplaced(store, live), *_missing(store, live)]


def _unplaced(store: Store, live: LiveSchema) -> Iterator[str]:
    """Yield what is in the database and not in the map, with the file to edit and what to write."""
    declared = handles(store)
    spared = DJANGOS_OWN if store.map.kind == "model" else set()
    for (schema, name), columns in sorted(live.columns.items()):
        handle = declared.get((schema, name))
        if handle is not None:
            for column in sorted(set(columns) - store.map.tables[handle].columns):
                yield f"{store.key}: {handle}.{column} is not placed. {place_column(store, handle, column)}"
        elif not _known(name, schema, store) and name not in spared:
            copy = (schema, name) in live.copies
            yield f"{store.key}: the table {name} is not placed. {place_table(store, (schema, name), columns, copy=copy)}"


def _known(name: str, schema: str, store: Store) -> bool:
    """Return whether the table stands under not_personal, by its name or with its schema."""
    return name in store.map.not_personal or f"{schema}.{name}" in store.map.not_personal


def _missing(store: Store, live: LiveSchema) -> Iterator[str]:
    """Yield what is in the map and not in the database, or not as the map says."""
    there = {name for schema, table in live.columns for name in (table, f"{schema}.{table}")}
    for name in sorted(set(store.map.not_personal) - there):
        yield f"{store.key}: the table {name} under not_personal does not exist. Remove it ({place_of_reason(store, name)})."
    for name, table in sorted(store.map.tables.items()):
        place = (store.schema_of(table), table.relation)
        yield from _not_whole(store, live, table, place)
        columns = live.columns.get(place)
        if columns is None:
            if place not in live.views:
                yield (
                    f"{store.key}: the table {name} does not exist. Remove it from the map or correct its name "
                    f"({place_of(store, name)})."
                )
            continue
        for column in sorted((table.columns | set(table.key)) - set(columns)):
            yield (
                f"{store.key}: {name}.{column} does not exist. Remove it from the map or correct its name "
                f"({place_of_column(store, name, column)})."
            )
        if table.key and not any(set(unique) <= set(table.key) for unique in live.unique_keys.get(place, [])):
            yield (
                f"{store.key}: {name} has no unique index on its key {', '.join(table.key)}. "
                f"Name columns that tell rows apart, or say key: [] if there are none ({place_of(store, name, 'key')})."
            )
        said = columns.get(table.dated)
        if said is not None and not tells_a_day(said, store):
            yield (
                f"{store.key}: {name}.{table.dated} under dated is of type {said.type}, which tells no day. Name a column "
                f"of dates or times, or remove dated ({place_of(store, name, 'dated')})."
            )
        for path in table.paths:
            yield from _wrong_hops(store, live, table, path)


def _not_whole(store: Store, live: LiveSchema, table: TableMap, place: Relation) -> Iterator[str]:
    """Yield why a mapped table would not give all its rows, or would give those of others."""
    name = f"{store.key}: {table.table}"
    if place in live.views | live.copies:
        yield (
            f"{name} is a view: what it shows stands in other tables. Map those, and put {table.relation} under "
            f"not_personal if it is materialised (refresh it after an erasure), or remove it ({place_of(store, table.table)})."
        )
    if place in live.unreadable:
        yield f"{name} may not be read by the portal's database role. Grant it SELECT on the table and USAGE on the schema."
    elif place in live.partial:
        yield (
            f"{name} has row-level security that hides rows from the portal's database role, so that nothing it finds is "
            f"complete. Give the role BYPASSRLS, or a policy that is USING (true) for it."
        )
    if place in live.parents and not table.only:
        yield (
            f"{name} holds the rows of the tables that inherit from it as well. Map each of those, and add `only: true` "
            f"to this one ({place_of(store, table.table)})."
        )
    if table.only and place in live.columns and place not in live.parents:
        yield f"{name} says only, and no table inherits from it. Remove only ({place_of(store, table.table)})."


def _wrong_hops(store: Store, live: LiveSchema, table: TableMap, path: Path) -> Iterator[str]:
    here = table
    for hop in path.hops:
        there = store.map.tables.get(hop.table)
        if there is None:
            return
        yield from _wrong_reference(store, live, here, there, hop)
        for ref, target in zip(hop.columns, hop.targets, strict=True):
            kinds = [_column(store, live, here, ref.name), _column(store, live, there, target)]
            if (
                ref.plain
                and not hop.as_text
                and kinds[0]
                and kinds[1]
                and not store.engine.comparable(kinds[0], kinds[1])
            ):
                yield (
                    f"{store.key}: {here.table}.{ref.name} and {hop.table}.{target} are of different types. "
                    f"Correct the path, or compare them as text: > {hop.table}.{target} as text "
                    f"({place_of(store, here.table, 'person')})."
                )
        here = there


def _wrong_reference(
    store: Store, live: LiveSchema, here: TableMap, there: TableMap, hop: Hop
) -> Iterator[str]:
    """Yield that the database's own foreign key on these columns leads elsewhere."""
    place: Relation = (store.schema_of(here), here.relation)
    end = ((store.schema_of(there), there.relation), hop.targets)
    real = {
        (key.target, key.target_columns)
        for key in live.references
        if key.relation == place and tuple(ColumnRef(name) for name in key.columns) == hop.columns
    }
    if real and end not in real:
        names = " and ".join(f"{target[1]}.{', '.join(ends)}" for target, ends in sorted(real))
        columns = ", ".join(ref.name for ref in hop.columns)
        yield (
            f"{store.key}: {here.table}.{columns} refers to {names} in the database and to "
            f"{hop.table}.{', '.join(hop.targets)} in the map. Correct the path ({place_of(store, here.table, 'person')})."
        )


def _column(store: Store, live: LiveSchema, table: TableMap, name: str) -> Column | None:
    return live.columns.get((store.schema_of(table), table.relation), {}).get(name)
