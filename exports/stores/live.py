"""Compare what the data map says of a store with the tables that are really there, both ways."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from accounts.datamap.vocabulary import Path, TableMap
from exports.stores.store import Store

# The catalogue and not information_schema: that one hides tables this role may not read, and with them the drift.
COLUMNS = """
SELECT n.nspname, c.relname, a.attname, t.typcategory
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind IN ('r', 'p', 'f', 'm') AND NOT c.relispartition AND n.nspname = ANY(%s)
"""
UNIQUE_KEYS = """
SELECT n.nspname, c.relname, array_agg(a.attname ORDER BY a.attnum)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL AND n.nspname = ANY(%s)
GROUP BY n.nspname, c.relname, i.indexrelid
"""
REFERENCES = """
SELECT n.nspname, c.relname, a.attname, tc.relname, ta.attname
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
JOIN pg_class tc ON tc.oid = k.confrelid
JOIN pg_attribute ta ON ta.attrelid = tc.oid AND ta.attnum = k.confkey[1]
WHERE k.contype = 'f' AND cardinality(k.conkey) = 1 AND n.nspname = ANY(%s)
"""
DJANGOS_OWN = {"django_migrations"}
"""Tables of the portal's database that belong to no model."""

Name = tuple[str, str]


@dataclass(frozen=True)
class LiveSchema:
    """The tables of a database as they are."""

    columns: dict[Name, dict[str, str]]
    unique_keys: dict[Name, list[set[str]]]
    references: dict[tuple[str, str, str], set[tuple[str, str]]]


def read_schema(store: Store) -> LiveSchema:
    """Return the live tables in the store's schemas. Raise StoreUnavailable."""
    schemas = sorted({store.map.schema, *(table.schema for table in store.map.tables.values())})
    columns: dict[Name, dict[str, str]] = defaultdict(dict)
    keys: dict[Name, list[set[str]]] = defaultdict(list)
    references: dict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
    with store.reading() as cursor:
        cursor.execute(COLUMNS, [schemas])
        for schema, table, column, category in cursor.fetchall():
            columns[schema, table][column] = str(category)
        cursor.execute(UNIQUE_KEYS, [schemas])
        for schema, table, names in cursor.fetchall():
            keys[schema, table].append(set(names))
        cursor.execute(REFERENCES, [schemas])
        for schema, table, column, to_table, to_column in cursor.fetchall():
            references[schema, table, column].add((to_table, to_column))
    return LiveSchema(columns, keys, references)


def drift(store: Store) -> list[str]:
    """Return one sentence for each difference between the map and the live database; none means they agree.

    A store with drift can be used for nothing that is called complete. Raise StoreUnavailable.
    """
    live = read_schema(store)
    return [*_unplaced(store, live), *_missing(store, live)]


def _unplaced(store: Store, live: LiveSchema) -> Iterator[str]:
    """Yield what is in the database and not in the map."""
    declared = {(table.schema, table.table): table for table in store.map.tables.values()}
    spared = DJANGOS_OWN if store.map.kind == "model" else set()
    for (schema, name), columns in sorted(live.columns.items()):
        table = declared.get((schema, name))
        if table is not None:
            for column in sorted(set(columns) - table.columns):
                yield f"{store.key}: {name}.{column} is not placed. Add it to fields or, with a reason, to withheld."
        elif name not in store.map.not_personal and name not in spared:
            yield f"{store.key}: the table {name} is not placed. Add it to tables or, with a reason, to not_personal."


def _missing(store: Store, live: LiveSchema) -> Iterator[str]:
    """Yield what is in the map and not in the database, or not as the map says."""
    for name in sorted(store.map.not_personal):
        if not any(table == name for _, table in live.columns):
            yield f"{store.key}: the table {name} under not_personal does not exist. Remove it."
    for name, table in sorted(store.map.tables.items()):
        columns = live.columns.get((table.schema, name))
        if columns is None:
            yield f"{store.key}: the table {name} does not exist. Remove it from the map or correct its name."
            continue
        for column in sorted((table.columns | set(table.key)) - set(columns)):
            yield f"{store.key}: {name}.{column} does not exist. Remove it from the map or correct its name."
        if not any(unique <= set(table.key) for unique in live.unique_keys.get((table.schema, name), [])):
            yield f"{store.key}: {name} has no unique index on its key {', '.join(table.key)}. Name columns that tell rows apart."
        for path in table.paths:
            yield from _wrong_hops(store, live, table, path)


def _wrong_hops(store: Store, live: LiveSchema, table: TableMap, path: Path) -> Iterator[str]:
    here = table
    for hop in path.hops:
        there = store.map.tables.get(hop.table)
        if there is None:
            return
        place = f"{store.key}: {here.table}.{hop.column}"
        to = live.references.get((here.schema, here.table, hop.column))
        if to and (hop.table, hop.target) not in to:
            real = " and ".join(f"{t}.{c}" for t, c in sorted(to))
            yield f"{place} refers to {real} in the database and to {hop.table}.{hop.target} in the map. Correct the path."
        kinds = [
            live.columns.get((at.schema, at.table), {}).get(column)
            for at, column in ((here, hop.column), (there, hop.target))
        ]
        if None not in kinds and kinds[0] != kinds[1]:
            yield f"{place} and {hop.table}.{hop.target} are of different types. Correct the path."
        here = there
