"""California's lists look back twelve months over the maps that were kept, and no further."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.actor import SYSTEM
from accounts.datamap import history
from accounts.datamap.current import current
from accounts.datamap.loader import load
from accounts.datamap.vocabulary import DataMap
from consent.policy.californian import california, california_purposes
from tests.accounts.datamap.maps import spoiled

SOLD = (
    ("lawful_basis: consent}", "lawful_basis: consent, sells_or_shares: true}"),
    (
        "purposes: [account]\n    recipients: [host]",
        "purposes: [account, news]\n    recipients: [host, bank]",
    ),
    ("receives: Cards, ", "receives: Cards, group: Banks, "),
)
"""A map under which a bank gets the profile for news, which is a sale."""
VOICES = (
    (
        "  cards: {name",
        (
            "  voices: {name: Voices, description: What you said., sources: [you], purposes: [account], recipients: [lab], retention: life, ccpa: [E]}\n"
            "  cards: {name"
        ),
    ),
    ("receives: Reading times}", "receives: Voices}"),
)
"""A map under which voices are collected and go to a laboratory."""


@pytest.fixture
def three(db: None, tmp_path: Path) -> DataMap:
    """Keep three maps: one that sells, one that collects voices, and one that does neither; return the last."""
    last = load([spoiled(tmp_path)])
    for changes, effective in ((SOLD, date(2025, 2, 1)), (VOICES, date(2026, 3, 1)), ((), date(2026, 6, 1))):
        history.apply(load([spoiled(tmp_path, *changes)]), effective=effective, actor=SYSTEM)
    return last


def lists(day: date) -> dict[str, tuple[Any, ...]]:
    """Return the rows of the table by letter, as of a day."""
    datamap = history.as_of(day)
    assert datamap is not None
    past = [history.as_data(one) for one in history.last_year(day)]
    return {row[0][0]: row[1:] for row in california(history.as_data(datamap), past)[1]}


@pytest.mark.promise("P24")
def test_what_applied_for_a_part_of_the_year_stands_in_the_lists(three: DataMap) -> None:
    """At the end of 2026 nothing is sold and no voice collected any more; both were within twelve months."""
    rows = lists(date(2026, 12, 1))
    assert rows["A"] == ("Profile", "Banks (Bank)", "Service providers (Host); Banks (Bank)")
    assert rows["E"] == ("Voices", "Not sold or shared", "Other companies (A laboratory)")
    assert rows["G"] == ("Not collected", "Not sold or shared", "Not disclosed")
    assert len(rows) == 12


@pytest.mark.promise("P24")
def test_what_is_over_for_more_than_a_year_does_not(three: DataMap) -> None:
    """The map that sold applied until 28 February 2026: a year that begins then still has it, the next day's has not."""
    assert lists(date(2027, 2, 28))["A"][1] == "Banks (Bank)"
    assert lists(date(2027, 3, 1))["A"] == ("Profile", "Not sold or shared", "Service providers (Host)")
    assert lists(date(2027, 5, 31))["E"][0] == "Voices"
    assert lists(date(2027, 6, 1))["E"][0] == "Not collected"


@pytest.mark.promise("P24")
def test_what_came_later_does_not(three: DataMap) -> None:
    """As of February 2026 nobody had collected a voice."""
    rows = lists(date(2026, 2, 1))
    assert rows["E"][0] == "Not collected"
    assert rows["A"][1] == "Banks (Bank)"


def test_a_map_overtaken_on_its_own_day_does_not(three: DataMap, tmp_path: Path) -> None:
    history.apply(load([spoiled(tmp_path, *VOICES)]), effective=date(2027, 7, 1), actor=SYSTEM)
    assert lists(date(2027, 7, 1))["E"][0] == "Voices"
    history.apply(load([spoiled(tmp_path)]), effective=date(2027, 7, 1), actor=SYSTEM)
    assert lists(date(2027, 7, 1))["E"][0] == "Not collected"


def test_one_kept_late_counts_from_its_date(three: DataMap, tmp_path: Path) -> None:
    """A map that was forgotten and is kept later with an earlier date belongs to the year in which it applied."""
    history.apply(load([spoiled(tmp_path, *VOICES)]), effective=date(2025, 10, 1), actor=SYSTEM)
    assert lists(date(2025, 9, 30))["E"][0] == "Not collected"
    assert lists(date(2026, 2, 1))["E"][0] == "Voices"


def test_each_is_collected_sold_and_disclosed_for_something(tmp_path: Path) -> None:
    datamap = history.as_data(load([spoiled(tmp_path, *SOLD)]))
    rows = {row[0][0]: row[1:] for row in california_purposes(datamap)[1]}
    assert rows["A"] == ("Run your account; News", "News", "Run your account; News")
    assert rows["E"] == ("Not collected", "Not sold or shared", "Not disclosed")


def test_whoever_works_for_us_buys_nothing(tmp_path: Path) -> None:
    """A service provider may help to sell and is no buyer (Cal. Civ. Code 1798.140(ag))."""
    only_host = (
        SOLD[0],
        ("purposes: [account]\n    recipients: [host]", "purposes: [news]\n    recipients: [host]"),
    )
    rows = {row[0][0]: row for row in california(history.as_data(load([spoiled(tmp_path, *only_host)])))[1]}
    assert rows["A"][2:] == ("Not sold or shared", "Service providers (Host)")


def test_who_receives_a_category_for_one_use_alone_is_listed_for_that_use(tmp_path: Path) -> None:
    account_only = (*SOLD, ("group: Banks, ", "group: Banks, purposes: [account], "))
    rows = {
        row[0][0]: row for row in california(history.as_data(load([spoiled(tmp_path, *account_only)])))[1]
    }
    assert rows["A"][2:] == ("Not sold or shared", "Service providers (Host); Banks (Bank)")


def test_the_command_prints_the_lists_of_any_day(three: DataMap, frozen: Any) -> None:
    said = StringIO()
    call_command("datamap", "california", "--on", "2026-02-01", stdout=said)
    assert "Banks (Bank)" in said.getvalue()
    assert "Voices" not in said.getvalue()
    said = StringIO()
    call_command("datamap", "california", stdout=said)
    assert "Voices" in said.getvalue()
    assert current().categories["profile"].name in said.getvalue()
