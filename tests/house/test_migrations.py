"""Migrations say what the models say, one file for each app until the first release."""

from collections.abc import Iterable, Iterator
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps

from tests.house.source import APPS, committed, told

NEEDED = {"accounts": 2}
"""The social sign-in tables need the user's table first, and what refers to them comes after both."""


def more_than_one(paths: Iterable[str]) -> Iterator[str]:
    """Yield each app with several migrations."""
    for app in APPS:
        found = [p for p in paths if p.startswith(f"{app}/migrations/0")]
        if len(found) > NEEDED.get(app, 1):
            yield f"{app} has {len(found)} migrations. Before the first release keep one: delete them and run makemigrations {app}."


def missing() -> str:
    """Return what makemigrations would still write."""
    said = StringIO()
    try:
        call_command("makemigrations", *APPS, check_changes=True, dry_run=True, stdout=said, skip_checks=True)
    except SystemExit:
        return f"The models have changed. Run manage.py makemigrations.\n{said.getvalue()}"
    return ""


def test_no_migration_is_missing(db: None) -> None:
    assert not missing()


def test_one_migration_for_each_app() -> None:
    assert not told(more_than_one(committed()))


def test_a_missing_migration_is_found(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with isolate_apps("dsr"):

        class Unmigrated(models.Model):
            class Meta:
                app_label = "dsr"

    monkeypatch.setitem(apps.all_models["dsr"], "unmigrated", Unmigrated)
    apps.clear_cache()
    assert "Run manage.py makemigrations." in missing()
    assert "Unmigrated" in missing()
    monkeypatch.undo()
    apps.clear_cache()


def test_a_second_migration_is_found() -> None:
    (found,) = more_than_one(
        ["dsr/migrations/0001_initial.py", "dsr/migrations/0002_more.py", "dsr/migrations/__init__.py"]
    )
    assert found.startswith("dsr has 2 migrations.")
