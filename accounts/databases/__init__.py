"""Databases that may not be ours: one interface, and an engine for each kind of server.

`engine_for(connection)` returns the engine. Whoever builds a statement does so with psycopg's `sql` objects
and asks the engine for whatever servers write differently; `session` runs it. No other module knows how a
server spells JSON, arrays or the place of a row.
"""

from typing import Any

from accounts.databases.engine import Engine
from accounts.databases.postgresql import PostgreSQL

ENGINES: dict[str, type[Engine]] = {"postgresql": PostgreSQL}
"""The engines by Django's name of the server."""


def engine_for(connection: Any) -> Engine:
    """Return the engine of a Django connection. Raise KeyError for a kind of server nobody has written one for."""
    return ENGINES[connection.vendor](connection)


__all__ = ["Engine", "engine_for"]
