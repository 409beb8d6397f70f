"""Reviews of recipients fall due: staff are warned, and the portal goes on."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from accounts.datamap.current import current
from accounts.datamap.loader import load
from accounts.datamap.periods import after
from accounts.datamap.reviews import doubts, overdue, review_state
from config.startup import refuse_faults
from tests.accounts.datamap.maps import spoiled

DUE = date(2027, 2, 1)


@pytest.fixture
def host(tmp_path: Path) -> Any:
    return load([spoiled(tmp_path)]).recipients["host"]


@pytest.mark.promise("P10")
def test_a_review_is_valid_until_its_day_is_over(host: Any) -> None:
    assert host.review_due == DUE
    assert review_state(host, DUE) == "current"
    assert review_state(host, date(2027, 2, 2)) == "overdue"
    assert review_state(host, date(2026, 1, 31)) == "to_come"


def test_who_is_never_reviewed_is_never_late(tmp_path: Path) -> None:
    datamap = load([spoiled(tmp_path)])
    assert review_state(datamap.recipients["bank"], DUE) == "none"
    assert overdue(datamap, DUE) == []
    assert [r.key for r in overdue(datamap, date(2027, 2, 2))] == ["host"]


def test_who_is_not_active_is_not_due(tmp_path: Path) -> None:
    datamap = load(
        [
            spoiled(
                tmp_path,
                ("receives: Everything", "receives: Everything\n    active: false"),
                ("    recipients: [host]\n", ""),
            )
        ]
    )
    assert list(doubts(datamap, date(2030, 1, 1))) == []


def test_what_should_be_seen_to_is_said(tmp_path: Path) -> None:
    datamap = load([spoiled(tmp_path, ("    recipients: [host]\n", ""))])
    late, unused = doubts(datamap, date(2027, 2, 2))
    assert late.startswith("recipients.host: The review of Host was due on 2027-02-01. Review the contract")
    assert unused.startswith("recipients.host: No category says that Host receives it.")
    early, _ = doubts(datamap, date(2026, 1, 1))
    assert early == "recipients.host: 2026-02-01 has not come yet, so Host was not reviewed on it."


@pytest.fixture
def overdue_shop(tmp_path: Path, settings: Any) -> Any:
    settings.DATA_MAP_FILES = [spoiled(tmp_path, ("reviewed_on: 2026-02-01", "reviewed_on: 2025-02-01"))]
    settings.STORE_SECRETS = {"crm": "one that nobody guesses, of good length"}
    current.cache_clear()
    yield
    current.cache_clear()


@pytest.mark.promise("P10")
def test_an_overdue_review_warns_and_stops_nothing(overdue_shop: None, frozen: Any) -> None:
    said = [m.msg for m in run_checks() if m.id == "accounts.W001"]
    assert len(said) == 1
    assert said[0].startswith("recipients.host: The review of Host was due on 2026-02-01.")
    refuse_faults()


def test_the_command_warns_too(overdue_shop: None, db: None, frozen: Any) -> None:
    said = StringIO()
    call_command("datamap", "check", "--store", "portal", stdout=said)
    first, second, _agrees = said.getvalue().splitlines()
    assert first.startswith("Warning: recipients.host: The review of Host was due on 2026-02-01.")
    assert second.startswith("The data map is sound")


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("P1Y", date(2027, 1, 31)),
        ("P1M", date(2026, 2, 28)),
        ("P2W", date(2026, 2, 14)),
        ("P10D", date(2026, 2, 10)),
        ("P1Y1M1W1D", date(2027, 3, 8)),
    ],
)
def test_periods_are_counted_from_a_day(period: str, end: date) -> None:
    assert after(date(2026, 1, 31), period) == end


def test_what_is_no_period_is_refused() -> None:
    for word in ("P", "yearly", "PT5H", "unlimited"):
        with pytest.raises(ValueError, match=word):
            after(date(2026, 1, 31), word)
