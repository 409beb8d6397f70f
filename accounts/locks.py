"""Wait for others who work on the same thing where there is no row to lock."""

from django.db import connection


def wait_for(name: str) -> None:
    """Hold the lock of this name until the transaction ends; whoever else asks for it waits. Call inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(held.name, 0)) FROM (VALUES (%s)) AS held (name)",
            [name],
        )
