"""One store, opened: its map, the engine of its database, and the two ways in."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from accounts.databases import Engine, engine_for
from accounts.databases.engine import Session
from accounts.datamap.vocabulary import StoreMap, TableMap
from accounts.errors import DomainError


class StoreUnavailable(DomainError):
    """The store's database cannot be reached or the connection broke."""

    code = "store_unavailable"
    message = _("One of the systems that hold data cannot be reached now. It is tried again by itself.")

    def __init__(self, store: str) -> None:
        super().__init__()
        self.store = store


class StoreFault(DomainError):
    """The store's database refused what the data map says: a missing table or column, or no permission."""

    code = "store_fault"
    message = _("One of the systems that hold data is not as the data map says. The company must look at it.")

    def __init__(self, store: str) -> None:
        super().__init__()
        self.store = store


@dataclass(frozen=True)
class Store:
    """A declared store with tables, and the way to its database."""

    map: StoreMap

    @property
    def key(self) -> str:
        """Return the store's key in the data map."""
        return self.map.key

    @property
    def connection(self) -> BaseDatabaseWrapper:
        """Return Django's connection for reading the store, for this thread."""
        return connections[self.map.database]

    @property
    def engine(self) -> Engine:
        """Return the engine of the store's database."""
        return engine_for(self.connection)

    @property
    def write_database(self) -> str:
        """Return the alias whose credentials may change the store: its own where there is one, else the one for reading."""
        own = f"{self.map.database}_write"
        return own if own in settings.DATABASES else self.map.database

    @property
    def shares_our_database(self) -> bool:
        """Return whether the portal's own rows come over the same connection, so that no second statement can run while it streams."""
        return self.map.database == "default"

    def table(self, name: str) -> TableMap:
        """Return a declared table. Raise KeyError when there is none."""
        return self.map.tables[name]

    def schema_of(self, table: TableMap) -> str:
        """Return the schema of a table, which is the database's default one where the map names none."""
        return table.schema or self.map.schema or self.engine.default_schema

    def collation(self, table: str, column: str) -> str:
        """Return by which collation the server compares a column, "" where that need not be said; read once a connection.

        Raise StoreUnavailable, StoreFault.
        """
        if not self.engine.collates:
            return ""
        declared = self.map.tables[table]
        place = (self.schema_of(declared), declared.relation)
        if place not in self.engine.remembered:
            with self.reading() as session:
                session.engine.remembered[place] = session.engine.read_collations(*place)
        return self.engine.remembered[place].get(column, "")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees one moment and can change nothing (inside an outer transaction: that one's rights).

        Raise StoreUnavailable or StoreFault instead of the database's own errors.
        """
        connection = self.connection
        nested = connection.in_atomic_block
        engine = self.engine
        with (
            self._faults(self.map.database),
            transaction.atomic(using=self.map.database),
            engine.cursor() as cursor,
            nullcontext() if nested else engine.snapshot(cursor),
            engine.faults(),
        ):
            yield Session(engine, cursor)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session that changes the store, with the credentials for that, and commits at its end (or with an outer transaction).

        Raise StoreUnavailable or StoreFault instead of the database's own errors.
        """
        alias = self.write_database
        connection = connections[alias]
        engine = engine_for(connection)
        with (
            self._faults(alias),
            transaction.atomic(using=alias),
            engine.cursor() as cursor,
            engine.faults(),
        ):
            yield Session(engine, cursor)

    @contextmanager
    def _faults(self, alias: str) -> Iterator[None]:
        """Turn errors of the database into StoreUnavailable or StoreFault; a broken connection is dropped."""
        try:
            yield
        except (OperationalError, InterfaceError) as error:
            if isinstance(error, OperationalError) and engine_for(connections[alias]).refused(error):
                raise StoreFault(self.key) from error
            if not connections[alias].in_atomic_block:
                connections[alias].close()
            raise StoreUnavailable(self.key) from error
        except DatabaseError as error:
            raise StoreFault(self.key) from error
