"""Snapshots of the map: applied twice, answered as of a date, from code and from the command line."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.actor import SYSTEM
from accounts.datamap import declare, history
from accounts.datamap import vocabulary as v
from accounts.datamap.columns import column_ref
from accounts.datamap.current import current
from accounts.datamap.loader import load
from accounts.datamap.reviving import revived
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
    assert january.content["retention"]["life"]["period"] == "P14D"
    assert march.content["retention"]["life"]["period"] == "P30D"


def kept(tmp_path: Path, effective: date, *changes: tuple[str, str]) -> DataMapVersion:
    """Snapshot the sound map with these changes."""
    return history.apply(load([spoiled(tmp_path, *changes)]), effective=effective, actor=SYSTEM)[0]


MONTH, QUARTER = ("P14D", "P30D"), ("P14D", "P90D")


def test_a_map_announced_for_later_does_not_apply_yet(empty_history: None, tmp_path: Path) -> None:
    first = kept(tmp_path, date(2026, 1, 1))
    later = kept(tmp_path, date(2027, 1, 1), MONTH)
    assert history.in_force(date(2026, 12, 31)) == first
    assert history.in_force(date(2027, 1, 1)) == later


def test_what_was_announced_can_be_brought_forward(empty_history: None, tmp_path: Path) -> None:
    """The newest snapshot is the same map, and not the one in force on that day: it is kept again."""
    kept(tmp_path, date(2026, 1, 1))
    kept(tmp_path, date(2027, 1, 1), MONTH)
    sooner = kept(tmp_path, date(2026, 12, 1), MONTH)
    assert sooner.effective == date(2026, 12, 1)
    assert history.in_force(date(2026, 12, 15)) == sooner
    assert DataMapVersion.objects.count() == 3


def test_announcing_something_keeps_what_applies_until_then(empty_history: None, tmp_path: Path) -> None:
    first = kept(tmp_path, date(2026, 1, 1))
    kept(tmp_path, date(2027, 1, 1), MONTH)
    assert kept(tmp_path, date(2026, 6, 1)) == first
    assert DataMapVersion.objects.count() == 2


def test_of_two_with_one_date_the_one_kept_last_applies(empty_history: None, tmp_path: Path) -> None:
    kept(tmp_path, date(2026, 1, 1))
    second = kept(tmp_path, date(2026, 1, 1), MONTH)
    assert history.in_force(date(2026, 1, 1)) == second
    assert history.in_force(date(2025, 12, 31)) is None
    assert history.in_force_between(date(2025, 6, 1), date(2026, 6, 1)) == [second]


def test_one_kept_late_fills_the_time_before_the_next(empty_history: None, tmp_path: Path) -> None:
    march = kept(tmp_path, date(2026, 3, 1))
    late = kept(tmp_path, date(2026, 1, 15), MONTH)
    assert history.in_force(date(2026, 1, 14)) is None
    assert history.in_force(date(2026, 2, 28)) == late
    assert history.in_force(date(2026, 3, 1)) == march
    assert history.in_force(date(2026, 12, 31)) == march


def test_what_applied_in_a_stretch_of_time(empty_history: None, tmp_path: Path) -> None:
    """The one from before the stretch counts, and none that another overtook on its first day."""
    before = kept(tmp_path, date(2025, 1, 1))
    kept(tmp_path, date(2026, 3, 1), MONTH)
    within = kept(tmp_path, date(2026, 3, 1), QUARTER)
    last = kept(tmp_path, date(2026, 6, 1))
    kept(tmp_path, date(2026, 6, 2), MONTH)
    assert history.in_force_between(date(2026, 1, 1), date(2026, 6, 1)) == [before, within, last]
    assert history.in_force_between(date(2026, 3, 1), date(2026, 3, 1)) == [within]
    assert history.in_force_between(date(2024, 1, 1), date(2024, 6, 1)) == []


def test_going_back_is_a_version_of_its_own(empty_history: None, tmp_path: Path) -> None:
    first = kept(tmp_path, date(2026, 1, 1))
    kept(tmp_path, date(2026, 2, 1), MONTH)
    third = kept(tmp_path, date(2026, 3, 1))
    assert (third.digest, third.pk != first.pk) == (first.digest, True)


@pytest.mark.promise("P24")
def test_any_date_s_map_can_be_had_again(empty_history: None, tmp_path: Path) -> None:
    """What is rebuilt is the map itself, of the whole example and of the small one with every kind of recipient."""
    small = load([spoiled(tmp_path)])
    history.apply(small, effective=date(2026, 1, 1), actor=SYSTEM)
    history.apply(current(), effective=date(2026, 5, 1), actor=SYSTEM)
    assert history.as_of(date(2025, 12, 31)) is None
    assert history.as_of(date(2026, 4, 30)) == small
    assert history.as_of(date(2026, 5, 1)) == current()
    assert len(current().tables()) > 60


def test_a_snapshot_from_before_the_vocabulary_grew_can_be_read(empty_history: None) -> None:
    """The file is what the first format kept: one column a step, one an identifier, and no word of contracts."""
    content = json.loads((Path(__file__).parent / "first_snapshot.json").read_text(encoding="utf-8"))
    DataMapVersion.objects.create(effective=date(2026, 1, 1), digest="0" * 64, content=content)
    old = history.as_of(date(2026, 1, 1))
    assert old is not None
    assert old.recipients["host"] == v.Recipient("host", "Host", "processor", "DE", "Everything")
    assert old.purposes["account"].basis_for("gdpr") == "contract"
    members = old.store("shop").people["members"]
    assert members.key == ("id",)
    assert members.identifiers["email"] == (v.IdentifierColumn("email", "avatar"),)
    assert members.identifiers["platform_id"] == (v.IdentifierColumn("id"),)
    lines = old.store("shop").tables["lines"]
    assert lines.paths[0] == v.Path(
        (
            v.Hop((column_ref("order_id"),), "orders", ("id",)),
            v.Hop((column_ref("member_id"),), "members", ("id",)),
        )
    )
    assert lines.paths[1].identifier == v.IdentifierEnd(column_ref("gift_to"), "email")
    assert lines.relation == "lines"
    assert history.as_of(date(2026, 1, 1)) == revived(v.DataMap, history.as_data(old))


def test_what_is_no_longer_known_is_passed_over(tmp_path: Path) -> None:
    datamap = load([spoiled(tmp_path)])
    data = history.as_data(datamap)
    data["shadows"] = {"one": {"key": "one"}}
    data["sources"]["you"]["weight"] = 3
    assert revived(v.DataMap, data) == datamap


def test_rows_stand_on_the_map_this_process_works_by(
    empty_history: None, tmp_path: Path, frozen: Any
) -> None:
    """An announced map is not the one by which a process works that has not read it yet (frozen: 2 December 2026)."""
    assert history.latest_id() is None
    own, _ = history.apply(current(), effective=date(2026, 1, 1), actor=SYSTEM)
    kept(tmp_path, date(2027, 1, 1))
    assert history.latest_id() == own.pk


def test_rows_stand_on_the_map_in_force_where_the_own_was_not_kept(
    empty_history: None, tmp_path: Path, frozen: Any
) -> None:
    now_ = kept(tmp_path, date(2026, 1, 1))
    kept(tmp_path, date(2027, 1, 1), MONTH)
    assert history.latest_id() == now_.pk


def test_a_snapshot_is_plain_data(empty_history: None, tmp_path: Path) -> None:
    data = history.as_data(load([spoiled(tmp_path)]))
    path = data["stores"]["shop"]["tables"]["orders"]["paths"][0]
    column = {"name": "member_id", "inside": [], "many": False}
    hop = {"columns": [column], "table": "members", "targets": ["id"], "when": [], "as_text": False}
    assert path == {"hops": [hop], "identifier": None}


def test_the_command_checks(db: None) -> None:
    datamap = current()
    assert run("check", "--store", "portal") == (
        f"The data map is sound: {len(datamap.categories)} categories, {len(datamap.tables())} tables.\n"
        "portal agrees with the data map.\n"
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
    with pytest.raises(CommandError, match=r"company\.yaml:11: sources\.you\.kind: human is not possible"):
        run("check")
    current.cache_clear()
    assert not DataMapVersion.objects.exists()


@pytest.mark.promise("P24")
def test_the_command_prints_any_day_s_map(empty_history: None, tmp_path: Path) -> None:
    version = kept(tmp_path, date(2026, 1, 1))
    kept(tmp_path, date(2026, 6, 1), MONTH)
    said = json.loads(run("as-of", "2026-05-31"))
    assert (said["version"], said["effective"]) == (version.pk, "2026-01-01")
    assert said["map"]["retention"]["life"]["period"] == "P14D"
    assert revived(v.DataMap, said["map"]) == load([spoiled(tmp_path)])
    with pytest.raises(CommandError, match="No data map was in force on 2025-12-31"):
        run("as-of", "2025-12-31")
