"""The hard shapes on MariaDB and SQLite: each value of one person comes out once, and nobody else's is touched."""

import json
from collections import Counter
from typing import Any

import pytest

from exports.stores import collect
from exports.stores.erase import erase_piece
from exports.stores.feasible import feasible, order
from exports.stores.live import drift
from exports.stores.locate import locate
from exports.stores.residue import anchors, residue, telling_values
from exports.stores.store import Store
from tests.exports.hard.others import Elsewhere, elsewhere, elsewhere_store
from tests.exports.hard.shapes import exact, marked, subject_of

__all__ = ["elsewhere", "elsewhere_store"]
pytestmark = pytest.mark.django_db(databases=["default", "platform"])
OTHER = "another person"
MASKED = {
    "ana": {("purchase", "3"), ("gift", "1"), ("gift", "2"), ("gift", "3"), ("gift", "7"), ("review", "1"), ("review", "2")},
    "ben": {("purchase", "2"), ("gift", "1"), ("gift", "2"), ("gift", "6"), ("review", "1"), ("review", "2"), ("review", "5")},
    "cat": {("gift", "6"), ("review", "5")},
    "eve": set(),
}  # fmt: skip
"""Rows in which a person sees less than what stands there: words about others are not theirs."""
A, B = (f"{c}1{c}1{c}1{c}1-0000-4000-8000-00000000000{n}" for c, n in (("a", 1), ("b", 2)))
CHANGED: dict[tuple[str, ...], dict[str, Any]] = {
    ("member", "1", "2"): {"referrer_tenant": None, "referrer_no": None},
    ("reply", "2"): {"answers": None},
    ("reply", "4"): {"answers": None},
    ("team", "2"): {"leader": None},
    ("seat", "2"): {"team": None},
    ("post", "5"): {"thread": None},
    ("purchase", "1", "2"): {"buyer": None, "ship_to": None},
    ("purchase", "1", "3"): {"payer": None},
    ("board", "1"): {"watchers": [B]},
    ("gift", "1"): {"tenant": None, "giver": None, "note": None},
    ("gift", "2"): {"recipient_email": None, "recipient_name": None},
    ("gift", "3"): {"tenant": None, "giver": None, "note": None},
    ("review", "1"): {"tenant": None, "author": None, "words": None},
    ("review", "2"): {"about": None},
    ("purchase", "1", "1"): {"buyer": None, "payer": None, "ship_to": None},
    ("purchase", "2", "3"): {"buyer": None, "ship_to": None},
    ("event", "1"): {"doc": {"amount": "10.50", "actor": {"name": "erased-ana-123456"}}},
    ("event", "3"): {"doc": {"amount": None, "actor": {"name": "erased-ana-123456"}}},
}
"""What becomes of rows that stay when Ana goes: those she shares, those that are kept, those that pointed at hers."""


def bag(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(json.dumps(row, sort_keys=True) for row in rows)


def seen(store: Store, name: str, row: dict[str, Any], who: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return a row of the database as its person may see it; where they see less, what they were given counts."""
    shown = dict(row)
    if name == "event" and shown["doc"]:
        shown["doc"] = {key: value for key, value in shown["doc"].items() if key != "ip"}
    if row.get("shop") in (None, "1") and (name, row.get("no", row.get("id"))) in MASKED[who]:
        hidden = [column for column, value in given.items() if value == OTHER]
        assert hidden
        shown |= dict.fromkeys(hidden, OTHER)
    return shown


def test_the_map_fits_the_database(elsewhere: Elsewhere, elsewhere_store: Store) -> None:
    assert len(elsewhere_store.map.tables) > 20
    assert drift(elsewhere_store) == []
    assert feasible(elsewhere_store) == []


@pytest.mark.parametrize("who", MASKED)
def test_every_value_of_one_person_comes_out_once(
    elsewhere: Elsewhere, elsewhere_store: Store, who: str
) -> None:
    located = locate(elsewhere_store, subject_of(who))
    counts = collect.count(elsewhere_store, located)
    for name, rows in elsewhere.all_rows(elsewhere_store).items():
        table = elsewhere_store.map.tables[name]
        got = [exact(line) for line in collect.rows(elsewhere_store, table, located)]
        mine = [row for row in rows if who in marked(row)]
        given = {tuple(row[part] for part in table.key): row for row in got}
        assert bag(got) == bag(
            [
                seen(elsewhere_store, name, row, who, given.get(tuple(row[p] for p in table.key), {}))
                for row in mine
            ]
        ), name
        assert counts[name] == len(mine)
        assert mine or who != "ana", name


@pytest.mark.parametrize("limit", [1, 500])
def test_nothing_of_one_person_is_left_and_nothing_of_others_is_touched(
    elsewhere: Elsewhere, elsewhere_store: Store, limit: int
) -> None:
    store = elsewhere_store
    before = elsewhere.all_rows(store)
    subject = subject_of("ana")
    located = locate(store, subject)
    noted, values = anchors(store, located), telling_values(located.identifiers)

    def left() -> list[Any]:
        return residue(store, located, values, pseudonym="erased-ana-123456", anchored=noted)

    assert {f.table for f in left()} >= {t.table for t in store.map.tables.values() if t.erase == "delete"}
    for _again in range(2):
        for table in order(store):
            while erase_piece(
                store, table, located, subject=subject, pseudonym="erased-ana-123456", limit=limit
            ):
                pass
    after = elsewhere.all_rows(store)
    for name, rows in before.items():
        key = store.map.tables[name].key
        stay = []
        for row in rows:
            change = CHANGED.get((name, *(row[part] for part in key)))
            if change is not None or marked(row) != {"ana"}:
                stay.append(row | (change or {}))
        assert bag(after[name]) == bag(stay), name
    assert left() == []
