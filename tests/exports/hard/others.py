"""The hard shapes on MariaDB and SQLite: what of them these servers can hold."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from psycopg import sql

from accounts.databases.engine import Output
from exports.stores.predicate import table_name
from exports.stores.registry import open_store
from exports.stores.shape import read_live
from exports.stores.store import Store
from tests.exports.hard.shapes import INSERT_PAPER, PAPERS, ROWS, Server, exact, statements, the_map


class Elsewhere:
    """The shapes in a company's database that is no PostgreSQL."""

    def __init__(self, server: Server, database: Any) -> None:
        self.server, self.database = server, database

    def build(self) -> None:
        """Make the tables and fill them."""
        self.database.build(statements(self.server).replace(";\n", ";\n\n"))
        mark = "?" if self.server == "sqlite" else "%s"
        for row in PAPERS:
            self.database.rows(INSERT_PAPER.replace("%s", mark), row)

    def map_text(self, change: Mapping[str, Any] | None = None) -> str:
        """Return the map of the shapes, with a change laid over."""
        return the_map(self.server, database=self.database.alias, schema="", change=change)

    def all_rows(self, store: Store) -> ROWS:
        """Return every row of every mapped table, as the server writes all of its columns."""
        live, found = read_live(store), {}
        for name, table in store.map.tables.items():
            columns = live.columns[store.schema_of(table), table.relation]
            outputs = [Output(column, sql.Identifier(column), columns[column]) for column in columns]
            source = sql.SQL("FROM {} ORDER BY 1").format(table_name(name, store))
            with store.reading() as session:
                found[name] = [
                    exact(line) for line in store.engine.documents(session.cursor, outputs, source)
                ]
        return found


@pytest.fixture(params=["mariadb", "sqlite"])
def elsewhere(request: Any, use_map: Callable[[str], None]) -> Iterator[Elsewhere]:
    """Return the filled shapes of one server, with their map in force."""
    fixture = {"mariadb": "maria_db", "sqlite": "lite_db"}[request.param]
    made = Elsewhere(request.param, request.getfixturevalue(fixture))
    made.build()
    use_map(made.map_text())
    return made


@pytest.fixture
def elsewhere_store(elsewhere: Elsewhere) -> Store:
    """Return the store of the hard shapes."""
    return open_store("hard")
