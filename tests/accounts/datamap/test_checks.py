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


def test_what_a_scaffold_left_to_do_is_a_warning_until_it_is_done(tmp_path: Path, settings: Any) -> None:
    """Example values by their lines, and how many guesses stand where first; nothing of it stops the portal."""
    file = spoiled(
        tmp_path,
        ("name: Quire\n", "name: Your company\n"),
        ("address: [1 Leaf Lane]", "address: [Your street and town]"),
        ("kind: sql\n", "kind: sql # guess 70 %: it looks so\n"),
        ("database: platform\n", "database: platform # guess 60 %: its alias\n"),
    )
    file.write_text(f"# A line may tell what `# guess 70 %` means.\n{file.read_text('utf-8')}", "utf-8")
    settings.DATA_MAP_FILES = [file]
    lines = file.read_text("utf-8").splitlines()

    def at(words: str) -> int:
        return next(n for n, line in enumerate(lines, 1) if words in line)

    said = [one.msg for one in run_checks() if one.id == "accounts.W002"]
    assert said == [
        f"{file}:{at('Your company')}: organisation.name is still an example. Write your own.",
        f"{file}:{at('Your street')}: organisation.address is still an example. Write your own.",
        f"{file}:{at('it looks so')}: This line and 1 more are still marked as a guess. Change what is wrong, then remove the mark.",
    ]
    assert found() == {}
    settings.DATA_MAP_FILES = [spoiled(tmp_path)]
    assert [one for one in run_checks() if one.id == "accounts.W002"] == []
