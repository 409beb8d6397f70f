"""The database role the application runs as: everything it needs, and no way to change a ledger."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from psycopg import sql

from accounts.ledger import LedgerModel


def grant_application_role(using: str, **_: Any) -> None:
    """Grant the application's role its rights on every table; on ledgers only SELECT and INSERT.

    Runs after each migration, as the owner. Does nothing when the role does not exist or is the owner
    itself (then `accounts.W001` warns in production). Safe to run any number of times.
    """
    connection = connections[using]
    role = sql.Identifier(settings.APPLICATION_ROLE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user <> rolname FROM pg_roles WHERE rolname = %s", [settings.APPLICATION_ROLE]
        )
        row = cursor.fetchone()
        if row is None or not row[0]:
            return
        run = [
            sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(role),
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role),
        ]
        present = set(connection.introspection.table_names(cursor))
        revoke = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}")
        run += [revoke.format(sql.Identifier(table), role) for table in sorted(ledger_tables() & present)]
        for statement in run:
            cursor.execute(statement.as_string(connection.connection))


def ledger_tables() -> set[str]:
    """Return the names of all append-only tables."""
    return {m._meta.db_table for m in apps.get_models() if issubclass(m, LedgerModel)}
