"""Databases of a company on other engines: MariaDB, where there is one, and SQLite, always.

`maria_db` and `lite_db` know their database by the aliases `maria` and `lite`, with accounts that may only read, and
`maria_write` and `lite_write`, with accounts that may change rows. What a test builds is gone when it ends.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from unittest import mock

import psycopg
import pymysql
import pytest
from django.db import ConnectionHandler, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from config import addresses
from config.testing.on_demand import ask


class CompanyDatabase(Protocol):
    """A company's database as its owner sees it, who may do everything in it."""

    alias: str
    write_alias: str

    def build(self, ddl: str) -> None:
        """Run statements, each ended by a semicolon at the end of a line, and commit."""

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement, commit, and return its rows."""


class Maria:
    """A database on the MariaDB of this run, with an account that reads and one that writes."""

    alias, write_alias = "maria", "maria_write"

    def __init__(self, server: dict[str, Any], name: str) -> None:
        self.name, self.server = name, server
        self.password = server["password"]
        self.owner = pymysql.connect(
            host=server["host"],
            port=server["port"],
            user=server["user"],
            password=self.password,
            charset="utf8mb4",
            autocommit=True,
            sql_mode=addresses.SQL_MODE,
        )
        # The pattern lets a test have further schemas: their names begin like this one's.
        everything = f"`{self.pattern}`.*"
        for user, rights in (
            (f"{name}_r", "SELECT, SHOW VIEW"),
            (f"{name}_w", "SELECT, INSERT, UPDATE, DELETE"),
        ):
            account = f"{user}@'{server['host']}'"
            self.rows(f"CREATE OR REPLACE USER {account} IDENTIFIED BY '{self.password}'")
            self.rows(f"GRANT {rights} ON {everything} TO {account}")
        self.drop()

    @property
    def pattern(self) -> str:
        """Return the pattern that this database and its further schemas fit."""
        return self.name.replace("_", r"\_") + "%"

    def settings(self) -> dict[str, dict[str, Any]]:
        """Return Django's settings for both aliases, made from addresses as an operator writes them."""
        return {
            alias: addresses.database(
                alias,
                f"mariadb://{self.name}{end}:{self.password}@{self.server['host']}:{self.server['port']}/{self.name}",
            )
            for alias, end in ((self.alias, "_r"), (self.write_alias, "_w"))
        }

    def build(self, ddl: str) -> None:
        """Run the statements of the text, one after another."""
        for statement in ddl.split(";\n"):
            if statement.strip():
                self.rows(statement)

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self.owner.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return list(cursor.fetchall())

    def drop(self) -> None:
        """Leave an empty database, and none of the schemas beside it."""
        # Tables of one may point at tables of another.
        self.rows("SET foreign_key_checks = 0")
        for (name,) in self.rows("SHOW DATABASES LIKE %s", [self.pattern]):
            self.rows(f'DROP DATABASE "{name}"')
        self.rows("SET foreign_key_checks = 1")
        self.rows(f'CREATE DATABASE "{self.name}"')
        self.rows(f'USE "{self.name}"')


class Lite:
    """A database in an SQLite file, opened once for reading alone and once for writing."""

    alias, write_alias = "lite", "lite_write"

    def __init__(self, file: Path) -> None:
        self.file = file
        self.owner = sqlite3.connect(file, isolation_level=None)

    def settings(self) -> dict[str, dict[str, Any]]:
        """Return Django's settings for both aliases."""
        url = f"sqlite:///{self.file}"
        return {
            self.alias: addresses.database(self.alias, url, read_only=True),
            self.write_alias: addresses.database(self.write_alias, url),
        }

    def build(self, ddl: str) -> None:
        """Run the statements of the text, one after another."""
        self.owner.executescript(ddl)

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        return self.owner.execute(statement, parameters).fetchall()

    def drop(self) -> None:
        """Close the file and remove it."""
        self.owner.close()
        self.file.unlink()


@pytest.fixture(scope="session")
def _maria_server(worker_id: str) -> Iterator[Maria]:
    """Ask for MariaDB, which is started for the first test that wants it, and make this worker's database in it."""
    server = ask(os.environ, "mariadb")
    if "missing" in server:
        pytest.skip(server["missing"])
    assert "failed" not in server, server["failed"]
    maria = Maria(server, f"{worker_id}_shop")
    yield maria
    maria.owner.close()


@pytest.fixture
def maria_db(db: None, _maria_server: Maria) -> Iterator[Maria]:
    """Return an empty MariaDB database under the aliases `maria` and `maria_write`; skip where there is no MariaDB."""
    with known_to_django(_maria_server):
        yield _maria_server
    _maria_server.drop()


@pytest.fixture
def lite_db(db: None, tmp_path: Path) -> Iterator[Lite]:
    """Return an empty SQLite database under the aliases `lite` and `lite_write`."""
    lite = Lite(tmp_path / "company.sqlite3")
    with known_to_django(lite):
        yield lite
    lite.drop()


class Apart:
    """The platform's PostgreSQL with two roles: its owner changes rows, and the portal's owner may only read."""

    alias, write_alias, schema = "apart", "apart_write", "apart"

    def __init__(self) -> None:
        writer, reader = connections["platform"].settings_dict, connections["default"].settings_dict
        self.reader = reader["USER"]
        self.addresses = {
            alias: f"postgresql://{one['USER']}:{one['PASSWORD']}@{writer['HOST']}:{writer['PORT']}/{writer['NAME']}"
            for alias, one in ((self.alias, reader), (self.write_alias, writer))
        }
        self.owner = psycopg.connect(self.addresses[self.write_alias], autocommit=True)

    def settings(self) -> dict[str, dict[str, Any]]:
        """Return Django's settings for both aliases."""
        return {alias: addresses.database(alias, url) for alias, url in self.addresses.items()}

    def build(self, ddl: str) -> None:
        """Make the schema with what the text says, and let the reader read it."""
        self.owner.execute(f"CREATE SCHEMA {self.schema}; SET search_path TO {self.schema}")
        self.owner.execute(ddl)
        self.owner.execute(
            f"GRANT USAGE ON SCHEMA {self.schema} TO {self.reader};"
            f"GRANT SELECT ON ALL TABLES IN SCHEMA {self.schema} TO {self.reader}"
        )

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        done = self.owner.execute(statement, parameters)
        return done.fetchall() if done.description else []

    def drop(self) -> None:
        """Remove the schema."""
        self.owner.execute(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")
        self.owner.close()


@pytest.fixture
def apart_db(db: None) -> Iterator[Apart]:
    """Return the platform's PostgreSQL under the aliases `apart` (may only read) and `apart_write`.

    Its rows are committed, so that two roles see them. Needs django_db with `platform`.
    """
    apart = Apart()
    (everything,) = apart.rows("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [apart.reader])[0]
    if everything:
        apart.owner.close()
        pytest.skip("The role of DATABASE_URL may do everything, so nothing can be kept from it.")
    try:
        with known_to_django(apart):
            yield apart
    finally:
        apart.drop()


@contextmanager
def known_to_django(database: Maria | Lite | Apart) -> Iterator[None]:
    """Add a database's aliases for the length of a block.

    Not in the settings: every run would make the databases, and a test of anything else would wait for them. Django lets
    a test connect to what it names beforehand; what comes later is let through here, for this engine alone.
    """
    # What Django fills in for its own settings is filled in here as well.
    filled = ConnectionHandler({"default": {}, **database.settings()}).settings
    added = {alias: filled[alias] for alias in (database.alias, database.write_alias)}
    connections.settings.update(added)
    engine = type(connections[database.alias])
    try:
        with mock.patch.object(engine, "ensure_connection", _connect):
            yield
    finally:
        for alias in added:
            connections[alias].close()
            del connections[alias]
            del connections.settings[alias]


def _connect(self: BaseDatabaseWrapper) -> None:
    if self.connection is None:
        with self.wrap_database_errors:
            self.connect()
