"""Snapshots of the map: applied twice, answered as of a date, from code and from the command line."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.actor import SYSTEM
from accounts.datamap import declare, history
from accounts.datamap.current import current
from accounts.datamap.loader import load
from accounts.models import AuditEvent, DataMapVersion
from tests.accounts.datamap.maps import spoiled


def run(*arguments: str) -> str:
    """Run `manage.py datamap …` and return what it says."""
    said = StringIO()
    call_command("datamap", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture
def empty_history(db: None) -> None:
    """Start where nothing was applied yet."""
    assert not DataMapVersion.objects.exists()


def test_applying_twice_changes_nothing(empty_history: None, tmp_path: Path) -> None:
    datamap = load([spoiled(tmp_path)])
    first, new = history.apply(datamap, effective=date(2026, 1, 1), actor=SYSTEM)
    assert new
    again, new = history.apply(load([spoiled(tmp_path)]), effective=date(2026, 5, 1), actor=SYSTEM)
    assert (again, new) == (first, False)
    assert again.effective == date(2026, 1, 1)
    assert DataMapVersion.objects.count() == 1
    (event,) = AuditEvent.objects.filter(name="accounts:datamap:applied")
    assert (event.actor, event.data) == ("system:candor", {"version": first.pk})


@pytest.mark.promise("P24")
def test_what_applied_on_a_date(empty_history: None, tmp_path: Path) -> None:
    january, _ = history.apply(load([spoiled(tmp_path)]), effective=date(2026, 1, 1), actor=SYSTEM)
    changed = load([spoiled(tmp_path, ("P14D", "P30D"))])
    march, new = history.apply(changed, effective=date(2026, 3, 1), actor=SYSTEM)
    assert new
    assert history.in_force(date(2025, 12, 31)) is None
    assert history.in_force(date(2026, 2, 28)) == january
    assert history.in_force(date(2026, 3, 1)) == march
    assert history.in_force(date(2030, 1, 1)) == march
    assert history.latest_id() == march.pk
    assert january.content["retention"]["life"]["period"] == "P14D"
    assert march.content["retention"]["life"]["period"] == "P30D"


def test_a_map_announced_for_later_does_not_apply_yet(empty_history: None, tmp_path: Path) -> None:
    now_, _ = history.apply(load([spoiled(tmp_path)]), effective=date(2026, 1, 1), actor=SYSTEM)
    history.apply(load([spoiled(tmp_path, ("P14D", "P30D"))]), effective=date(2027, 1, 1), actor=SYSTEM)
    assert history.in_force(date(2026, 12, 31)) == now_


def test_going_back_is_a_version_of_its_own(empty_history: None, tmp_path: Path) -> None:
    datamap = load([spoiled(tmp_path)])
    first, _ = history.apply(datamap, effective=date(2026, 1, 1), actor=SYSTEM)
    history.apply(load([spoiled(tmp_path, ("P14D", "P30D"))]), effective=date(2026, 2, 1), actor=SYSTEM)
    third, new = history.apply(datamap, effective=date(2026, 3, 1), actor=SYSTEM)
    assert new
    assert third.digest == first.digest


def test_a_snapshot_is_plain_data(empty_history: None, tmp_path: Path) -> None:
    data = history.as_data(load([spoiled(tmp_path)]))
    path = data["stores"]["shop"]["tables"]["orders"]["paths"][0]
    column = {"name": "member_id", "inside": [], "many": False}
    hop = {"columns": [column], "table": "members", "targets": ["id"], "when": []}
    assert path == {"hops": [hop], "identifier": None}


def test_the_command_checks(db: None) -> None:
    datamap = current()
    assert run("check") == (
        f"The data map is sound: {len(datamap.categories)} categories, {len(datamap.tables())} tables.\n"
    )
    assert not DataMapVersion.objects.exists()


def test_the_command_applies(empty_history: None, frozen: Any) -> None:
    assert "Data map applied: version " in run("apply")
    assert history.in_force(date(2026, 12, 2)) is not None
    assert history.in_force(date(2026, 12, 1)) is None
    assert "Data map unchanged: version " in run("apply", "--effective", "2027-01-01")
    assert DataMapVersion.objects.count() == 1


def test_the_command_takes_a_date(empty_history: None) -> None:
    assert "in force from 2026-02-03" in run("apply", "--effective", "2026-02-03")
    with pytest.raises(CommandError, match="tomorrow"):
        run("apply", "--effective", "tomorrow")


def test_the_command_says_what_is_wrong(
    empty_history: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    monkeypatch.delitem(declare.personal_models, "accounts.Disclosure")
    current.cache_clear()
    with pytest.raises(CommandError, match=r"accounts\.Disclosure is not in the data map"):
        run("apply")
    settings.DATA_MAP_FILES = [spoiled(tmp_path, ("kind: person", "kind: human"))]
    current.cache_clear()
    with pytest.raises(CommandError, match=r"company\.yaml:4: sources\.you\.kind: human is not possible"):
        run("check")
    current.cache_clear()
    assert not DataMapVersion.objects.exists()
