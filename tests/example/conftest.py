"""The sample platform in a database of its own, built once for all tests that only look at it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config.example import platform
from config.example.platform.build import fill
from config.example.platform.world import Media

ANCHOR = date(2026, 12, 1)
FEW = 60


@contextmanager
def own_database(name: str) -> Iterator[str]:
    """Make an empty database beside the platform's, yield its address, and drop it."""
    place = make_conninfo(os.environ["PLATFORM_DATABASE_URL"])
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield make_conninfo(place, dbname=name)
    finally:
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute(drop)


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """Return the name of this process among those that run tests side by side."""
    return getattr(request.config, "workerinput", {}).get("workerid", "alone")


@pytest.fixture(scope="session")
def sample(worker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, object]]:
    """Return the address and the folder of a sample of few people that nobody changes."""
    folder = tmp_path_factory.mktemp("media")
    with own_database(f"example_{worker}") as url:
        platform.build(url, folder, people=FEW, anchor=ANCHOR)
        yield url, folder


@pytest.fixture
def rows(sample: tuple[str, object]) -> Iterator[Callable[..., list[tuple]]]:
    """Return a function that asks the sample a question."""
    with psycopg.connect(sample[0]) as connection:
        connection.read_only = True
        connection.execute(f"SET search_path TO {platform.SCHEMA}")
        yield lambda query, *values: connection.execute(query, values).fetchall()


@pytest.fixture
def empty(worker: str) -> Iterator[str]:
    """Return the address of an empty database."""
    with own_database(f"example_empty_{worker}") as url:
        yield url


@pytest.fixture
def company_files(settings: object, tmp_path: Path, db: None) -> Path:
    """Make a sample of few people inside the test's transaction and return the folder of its files.

    The test needs django_db with both databases.
    """
    folder = tmp_path / "platform-media"
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "platform_media": storage}
    connection = connections["platform"]
    connection.ensure_connection()
    fill(connection.connection, Media(folder), people=FEW, anchor=ANCHOR)
    connection.connection.execute("SET LOCAL search_path TO DEFAULT")
    return folder
