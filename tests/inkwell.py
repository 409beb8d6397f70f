"""The example company's platform, empty, in the test's own transaction, with its media in a temporary folder.

Its sixty tables are made once for each process under another name; a test only renames their schema, and with the test's
transaction the old name comes back.
"""

from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from config.example.platform.build import SCHEMA, STRUCTURE

READY = f"{SCHEMA}_ready"


def create(schema: str = SCHEMA, connection: BaseDatabaseWrapper | None = None) -> None:
    """Make the platform's tables in whatever transaction the caller has."""
    with (connection or connections["platform"]).cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema}")
        cursor.execute(f"SET search_path TO {schema}")
        cursor.execute(STRUCTURE.read_text(encoding="utf-8"))
        cursor.execute("SET search_path TO DEFAULT")


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """Keep the platform's files in a temporary folder and return it."""
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "media"},
    }
    settings.STORAGES = {**settings.STORAGES, "platform_media": storage}
    return tmp_path / "media"


@pytest.fixture
def private(settings: Any, tmp_path: Path) -> Path:
    """Keep the portal's private files in a temporary folder and return it."""
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "private", "base_url": None},
    }
    settings.STORAGES = {**settings.STORAGES, "private": storage}
    return tmp_path / "private"


@pytest.fixture(scope="session")
def _inkwell_ready(django_db_setup: None, django_db_blocker: Any) -> None:
    """Make the platform's tables for good, under the name they wait under.

    By a connection of its own: the first to ask may be in the middle of a test, whose transaction goes back.
    """
    with django_db_blocker.unblock():
        own = connections["platform"].copy()
        create(READY, own)
        own.close()


@pytest.fixture
def inkwell(_inkwell_ready: None, db: None, media: Path) -> None:
    """Give the platform's tables, with numbers beginning anew. The test needs django_db with both databases."""
    with connections["platform"].cursor() as cursor:
        cursor.execute(f"ALTER SCHEMA {READY} RENAME TO {SCHEMA}")
        # What a test took from a sequence does not come back with its transaction.
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, start_value, false) "
            "FROM pg_sequences WHERE schemaname = %s",
            [SCHEMA],
        )
