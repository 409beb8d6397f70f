"""The sample platform in a database of its own, built once for all tests that only look at it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import copytree

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config.example import platform

ANCHOR = date(2026, 12, 1)
FEW = 60


@contextmanager
def own_database(name: str) -> Iterator[str]:
    """Make an empty database beside the platform's, yield its address, and drop it."""
    place = make_conninfo(settings.PLATFORM_URL)
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


@pytest.fixture(scope="session")
def inkwell_files(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Build a sample of few people in the tests' platform database, once, and return the folder of its files."""
    folder = tmp_path_factory.mktemp("inkwell")
    with django_db_blocker.unblock():
        place = connections["platform"].get_connection_params()
    known = ("dbname", "user", "password", "host", "port")
    url = make_conninfo(**{key: place[key] for key in known if place.get(key)})
    platform.build(url, folder, people=FEW, anchor=ANCHOR)
    return folder


@pytest.fixture
def inkwell(inkwell_files: Path, settings: object, tmp_path: Path, db: None) -> Path:
    """Let a test change the sample: its rows inside the test's transaction, its files in a copy. Return the copy."""
    folder = tmp_path / "platform-media"
    copytree(inkwell_files, folder)
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "platform_media": storage}
    return folder
