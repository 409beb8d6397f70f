"""The hard shapes on PostgreSQL, in the database `platform`."""

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.db import connections, transaction

from exports.stores.registry import open_store
from exports.stores.store import Store
from tests.exports.hard.shapes import INSERT_PAPER, PAPERS, ROWS, exact, statements, the_map

SCHEMA = "Hard Shapes"


def build() -> None:
    """Make the tables and fill them, inside the test's transaction or for good."""
    with transaction.atomic(using="platform"), connections["platform"].cursor() as cursor:
        cursor.execute('CREATE SCHEMA "Hard Shapes"')
        cursor.execute('SET LOCAL search_path TO "Hard Shapes"')
        cursor.execute(statements("postgresql"))
        cursor.executemany(INSERT_PAPER, PAPERS)
        cursor.execute("SET LOCAL search_path TO DEFAULT")


def drop() -> None:
    """Remove everything `build` made."""
    run('DROP SCHEMA "Hard ""Archive""" CASCADE')
    run('DROP SCHEMA "Hard Shapes" CASCADE')


def run(statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Run one statement as the owner of the tables and return its rows."""
    with connections["platform"].cursor() as cursor:
        cursor.execute('SET search_path TO "Hard Shapes"')
        try:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []
        finally:
            cursor.execute("SET search_path TO DEFAULT")


def map_text(change: Mapping[str, Any] | None = None) -> str:
    """Return the map of the shapes, with a change laid over."""
    return the_map("postgresql", database="platform", schema=SCHEMA, change=change)


def all_rows(store: Store) -> ROWS:
    """Return every row of every mapped table, in the order of its JSON; a row of a table that inherits stands there alone."""
    found = {}
    for name, table in store.map.tables.items():
        place = ".".join(
            '"{}"'.format(part.replace('"', '""')) for part in (store.schema_of(table), table.relation)
        )
        only = "ONLY " if name == "vehicle" else ""
        rows = run(f"SELECT row_to_json(t)::text FROM {only}{place} t ORDER BY 1")
        found[name] = [exact(row) for (row,) in rows]
    return found


@pytest.fixture
def hard(request: pytest.FixtureRequest, use_map: Callable[[str], None]) -> Iterator[Any]:
    """Make the hard shapes inside the test's transaction, or for a transactional test for good and away again.

    Needs django_db with both databases.
    """
    lasting = "transactional_db" in request.fixturenames
    request.getfixturevalue("transactional_db" if lasting else "db")
    use_map(map_text())
    build()
    yield sys.modules[__name__]
    if lasting:
        drop()


@pytest.fixture
def hard_store(hard: Any) -> Store:
    """Return the store of the hard shapes."""
    return open_store("hard")
