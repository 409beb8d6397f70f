"""Prepare a PostgreSQL that the environment names: it is somebody's, so little is done to it."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config.servers import ServerError
from config.servers.provision import APPLICATION


def beside(address: str, database: str) -> str:
    """Return the address of another database on the same server, named after the first."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path}_{database}"))


def ensure_application_role(address: str) -> None:
    """Create the role whose rights the tests take on, unless it is there; raise ServerError when that is not allowed."""
    role = sql.Identifier(APPLICATION)
    try:
        with psycopg.connect(address, connect_timeout=10, autocommit=True) as connection:
            if connection.execute("select 1 from pg_roles where rolname = %s", [APPLICATION]).fetchone():
                return
            connection.execute(sql.SQL("create role {} nologin").format(role))
            connection.execute(sql.SQL("grant {} to current_user").format(role))
    except psycopg.Error as error:
        raise ServerError(
            f"The tests need a role {APPLICATION} in the PostgreSQL of DATABASE_URL, and it cannot be made: {error}"
        ) from error


def ensure_database(address: str) -> None:
    """Create the database of the address on its server unless it is there; raise ServerError when that fails."""
    parts = urlsplit(address)
    name = parts.path.strip("/")
    try:
        psycopg.connect(address, connect_timeout=10).close()
        return
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise ServerError(f"PLATFORM_DATABASE_URL cannot be reached: {error}") from error
    try:
        with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise ServerError(
            f"The sample company needs a database of its own, and {name} cannot be made: {error}\n"
            "Make one and name it in PLATFORM_DATABASE_URL."
        ) from error
