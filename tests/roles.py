"""Switch the tests' connection between the owner of the database and the application's role."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections


def as_application() -> None:
    """Reconnect as the application's role, so that every test runs with the rights of production.

    A new database lets everybody make temporary tables; the trial and a careful company take that away.
    """
    connection = connections["default"]
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC")
    connection.close()
    connection.settings_dict["OPTIONS"] = {
        **connection.settings_dict["OPTIONS"],
        "options": f"-c role={settings.APPLICATION_ROLE}",
    }


def back_to_owner() -> None:
    """Reconnect as the owner, who may drop the test database."""
    connection = connections["default"]
    connection.close()
    connection.settings_dict["OPTIONS"].pop("options")


@contextmanager
def as_owner() -> Iterator[None]:
    """Take the owner's rights for the length of the block."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
