"""Keep the trial's invented people out of a database that somebody uses."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import psycopg

from config.servers import ServerError
from config.trial.folder import TrialFolder


def refuse_filled_database(environ: Mapping[str, str], folder: TrialFolder) -> None:
    """Raise ServerError when DATABASE_URL names a database with tables in it that this trial did not make."""
    named = environ.get("DATABASE_URL", "")
    if not named or folder.remembered("cluster") == external_identity(named):
        return
    try:
        with psycopg.connect(named, connect_timeout=10) as connection:
            found = connection.execute(
                "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace "
                "where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')"
            ).fetchone()
    except psycopg.Error as error:
        raise ServerError(f"DATABASE_URL cannot be reached: {error}") from error
    if found and found[0]:
        raise ServerError(
            f"DATABASE_URL names a database with {found[0]} tables that this trial did not make, and the trial would put "
            "invented people among them. Name an empty one, or unset DATABASE_URL to have a PostgreSQL started here."
        )


def external_identity(address: str) -> str:
    """Return what stands for a named database in the trial's memory; the address itself may hold a password."""
    return hashlib.sha256(address.encode()).hexdigest()
