"""One store, opened: its map and its database connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

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
    """A declared store and the way to its database."""

    map: StoreMap

    @property
    def key(self) -> str:
        """Return the store's key in the data map."""
        return self.map.key

    @property
    def connection(self) -> BaseDatabaseWrapper:
        """Return Django's connection to the store's database, for this thread."""
        return connections[self.map.database]

    @property
    def shares_our_database(self) -> bool:
        """Return whether the portal's own rows come over the same connection, so that no second statement can run while it streams."""
        return self.map.database == "default"

    def table(self, name: str) -> TableMap:
        """Return a declared table. Raise KeyError when there is none."""
        return self.map.tables[name]

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """Open a cursor that sees one moment and can change nothing (inside an outer transaction: that one's rights).

        Raise StoreUnavailable or StoreFault instead of the database's own errors.
        """
        connection = self.connection
        nested = connection.in_atomic_block
        with self.faults(), transaction.atomic(using=self.map.database), connection.cursor() as cursor:
            if not nested:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            with connection.wrap_database_errors:
                yield cursor

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn errors of the database into StoreUnavailable or StoreFault; a broken connection is dropped."""
        try:
            yield
        except (OperationalError, InterfaceError) as error:
            if not self.connection.in_atomic_block:
                self.connection.close()
            raise StoreUnavailable(self.key) from error
        except DatabaseError as error:
            raise StoreFault(self.key) from error
