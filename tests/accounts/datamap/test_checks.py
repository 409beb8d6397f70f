"""The system checks that stop a portal whose map, models and settings disagree."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from accounts.datamap import declare
from accounts.datamap.current import current
from tests.accounts.datamap.maps import spoiled


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Read the map anew before and after."""
    current.cache_clear()
    yield
    current.cache_clear()


def found() -> dict[str, str]:
    """Return the messages of our own checks by id."""
    return {m.id: f"{m.msg} {m.hint or ''}" for m in run_checks() if m.id and m.id.startswith("accounts.E")}


def test_nothing_is_wrong() -> None:
    assert found() == {}


def test_an_undeclared_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(declare.personal_models, "accounts.Disclosure")
    assert found()["accounts.E001"].startswith("accounts.Disclosure is not in the data map.")


def test_a_faulty_map(tmp_path: Path, settings: Any) -> None:
    settings.DATA_MAP_FILES = [spoiled(tmp_path, ("sources: [you]", "sources: [yuo]"))]
    assert found() == {
        "accounts.E002": "company.yaml:49: categories.profile.sources: The source yuo is not declared. "
        "Did you mean you? Correct the data map at this place."
    }


def test_an_unknown_database(tmp_path: Path, settings: Any) -> None:
    settings.DATA_MAP_FILES = [spoiled(tmp_path, ("database: platform", "database: warehouse"))]
    said = found()["accounts.E003"]
    assert "The store shop is in the database warehouse, which is not configured." in said
    assert "in CANDOR_DATABASES and give its address in WAREHOUSE_DATABASE_URL" in said


def test_days_that_cannot_be_kept(settings: Any) -> None:
    settings.ERASURE_GRACE_DAYS = 13
    assert found() == {
        "accounts.E004": "A grace period of 13 days leaves less than two days to erase. "
        "Set CANDOR_ERASURE_GRACE_DAYS to 12 or less."
    }
    settings.ERASURE_GRACE_DAYS = 12
    assert found() == {}


def test_an_unknown_storage(tmp_path: Path, settings: Any) -> None:
    settings.DATA_MAP_FILES = [spoiled(tmp_path, ("storage: platform_media", "storage: cellar"))]
    said = found()["accounts.E005"]
    assert said.startswith(
        "The files of shop.members.avatar are in the storage cellar, which is not configured."
    )
    assert "in CANDOR_STORAGES and give its address in CELLAR_STORAGE_URL. Expected one of:" in said
