"""A database with every hard shape there is: each value of one person comes out once, and nobody else's."""

import json
from collections import Counter
from typing import Any

import pytest

from exports.stores import collect
from exports.stores.feasible import feasible
from exports.stores.live import drift
from exports.stores.locate import locate
from exports.stores.store import Store
from tests.exports.hard.acts import collected
from tests.exports.hard.shapes import marked, subject_of

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
OTHER = "another person"
SEEN_BY_ANA = {
    ("purchase", "3"): {"ship_to": OTHER},
    ("gift", "1"): {"recipient_email": OTHER, "recipient_name": OTHER},
    ("gift", "2"): {"note": OTHER},
    ("gift", "3"): {"recipient_email": OTHER, "recipient_name": OTHER},
    ("gift", "7"): {"note": OTHER},
    ("review", "1"): {"about": OTHER},
    ("review", "2"): {"words": OTHER},
}
"""What Ana sees differently from what stands there, by table and number: words about others are not hers."""
SEEN_BY_BEN = {
    ("purchase", "2"): {"ship_to": OTHER},
    ("gift", "1"): {"note": OTHER},
    ("gift", "2"): {"recipient_email": OTHER, "recipient_name": OTHER},
    ("gift", "6"): {"recipient_email": OTHER, "recipient_name": OTHER},
    ("review", "1"): {"words": OTHER},
    ("review", "2"): {"about": OTHER},
    ("review", "5"): {"words": OTHER},
}
SEEN_BY_CAT = {("gift", "6"): {"note": OTHER}, ("review", "5"): {"about": OTHER}}


def seen(name: str, row: dict[str, Any], changes: dict[tuple[str, str], dict[str, str]]) -> dict[str, Any]:
    """Return a row of the database as its person may see it."""
    number = row.get("no", row.get("id"))
    shown = row | changes.get((name, str(number)), {}) if row.get("shop") in (None, "1") else dict(row)
    if name == "event" and "ip" in (shown["doc"] or {}):
        shown["doc"] = {key: value for key, value in shown["doc"].items() if key != "ip"}
    return shown


def as_text(rows: list[dict[str, Any]]) -> Counter[str]:
    """Return rows as a bag, so that order does not matter and number does."""
    return Counter(json.dumps(row, sort_keys=True) for row in rows)


def test_the_map_fits_the_database(hard_store: Store) -> None:
    """Every table and column is placed, and everything declared can be erased."""
    assert len(hard_store.map.tables) > 35
    assert drift(hard_store) == []
    assert feasible(hard_store) == []


@pytest.mark.promise("P05", "P32")
@pytest.mark.parametrize(
    ("who", "changes"), [("ana", SEEN_BY_ANA), ("ben", SEEN_BY_BEN), ("cat", SEEN_BY_CAT), ("eve", {})]
)
def test_every_value_of_one_person_comes_out_once_and_nothing_else(
    hard: Any, hard_store: Store, who: str, changes: Any
) -> None:
    """The rows whose mark names the person, each once, each value as the database writes it."""
    there = hard.all_rows(hard_store)
    located = locate(hard_store, subject_of(who))
    got = collected(hard_store, located)
    for name, rows in there.items():
        mine = [seen(name, row, changes) for row in rows if who in marked(row)]
        assert as_text(got[name]) == as_text(mine), name
    counts = {name: len(rows) for name, rows in got.items()}
    assert collect.count(hard_store, located) == counts
    if who == "ana":
        assert all(counts.values()), "every shape has a row of Ana"
    assert sum(counts.values()) < sum(len(rows) for rows in there.values())
