"""Databases that may not be ours: one interface, and an engine for each kind of server.

`engine_for(connection)` returns the engine. Whoever builds a statement does so with psycopg's `sql` objects
and asks the engine for whatever servers write differently; `session` runs it. No other module knows how a
server spells JSON, arrays or the place of a row.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from accounts.databases.engine import Engine

ENGINES = {
    "postgresql": "accounts.databases.postgresql.PostgreSQL",
    "mysql": "accounts.databases.mysql.MySQL",
    "sqlite": "accounts.databases.sqlite.SQLite",
}
"""The engines by Django's name of the server; each is loaded, with its driver, where it is used."""


def engine_for(connection: Any) -> Engine:
    """Return the engine of a Django connection. Raise KeyError for a kind of server nobody has written one for."""
    module, _, name = ENGINES[connection.vendor].rpartition(".")
    made: Callable[[Any], Engine] = getattr(import_module(module), name)
    return made(connection)


__all__ = ["Engine", "engine_for"]
