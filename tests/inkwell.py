"""The example company's platform, empty, in the test's own transaction, with its media in a temporary folder."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from config.example.platform.build import SCHEMA, STRUCTURE


def create() -> None:
    """Make the platform's tables in whatever transaction the caller has."""
    with connections["platform"].cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        cursor.execute(f"SET search_path TO {SCHEMA}")
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


@pytest.fixture
def inkwell(db: None, media: Path) -> None:
    """Make the platform's tables. The test needs django_db with both databases."""
    create()
