"""Every row of a store's database as text, to compare what was there before with what is there after."""

from collections import Counter

from django.db import connections
from psycopg import sql

from exports.stores.located import Located
from exports.stores.predicate import rows_of
from exports.stores.store import Store


def every_row(store: Store, *, but: Located | None = None) -> Counter[tuple[str, str]]:
    """Return every row of every table, mapped or not, as table and JSON text, except those of one person."""
    found: Counter[tuple[str, str]] = Counter()
    with connections[store.map.database].cursor() as cursor:
        for name in [*store.map.tables, *store.map.not_personal]:
            table = store.map.tables.get(name)
            mine = rows_of(table, but, store) if table and but else sql.SQL("FALSE")
            cursor.execute(
                sql.SQL("SELECT to_jsonb({0})::text FROM {1} WHERE NOT coalesce({2}, FALSE)").format(
                    sql.Identifier(name), sql.Identifier(store.map.schema, name), mine
                )
            )
            found.update((name, row) for (row,) in cursor.fetchall())
    return found
