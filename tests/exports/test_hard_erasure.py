"""Erase somebody from a database with every hard shape: nothing of theirs is left, nothing of others is touched."""

import json
from typing import Any

import pytest

from exports.stores.feasible import order
from exports.stores.located import Located
from exports.stores.store import Store
from tests.exports.hard.acts import KEPT, LETS_GO, SHARED, A, B, C, Erasure, by_key
from tests.exports.hard.shapes import marked

pytestmark = pytest.mark.django_db(databases=["default", "platform"])


@pytest.mark.promise("P30")
@pytest.mark.parametrize("limit", [1, 2, 500])
def test_nothing_of_one_person_is_left_and_nothing_of_others_is_touched(
    hard: Any, hard_store: Store, limit: int
) -> None:
    """Compare every row of every table, before and after, whatever the size of a piece."""
    before = by_key(hard_store, hard.all_rows(hard_store))
    ana = Erasure(hard_store, "ana")
    assert {f.table for f in ana.left()} >= {
        t.table for t in hard_store.map.tables.values() if t.erase == "delete"
    }
    ana.run(limit)
    after = by_key(hard_store, hard.all_rows(hard_store))
    assert set(after) <= set(before)
    for place, rows in before.items():
        if place[0] in ("visit", "kept_kinds"):
            continue
        (row,), stays = rows, marked(rows[0]) != {"ana"}
        if place in KEPT or stays:
            changes = LETS_GO.get(place) or SHARED.get(place) or KEPT.get(place) or {}
            assert after[place] == [row | changes], place
        else:
            assert place not in after, place
    assert [row["mark"] for row in after["visit",]] == ["ben", "ben", "cat", None, None]
    assert ana.left() == []
    assert ana.run() == 0


def test_kept_rows_take_something_of_each_type(hard: Any, hard_store: Store) -> None:
    """Where nothing may be empty, a text becomes the pseudonym and anything else its neutral value."""
    Erasure(hard_store, "ana").run()
    *mine, bens = sorted(hard.all_rows(hard_store)["kept_kinds"], key=lambda row: row["id"])
    assert len({row["unique"] for row in mine}) == len(mine) == 2
    assert len({row["alias"] for row in mine}) == 1
    for row in mine:
        assert row | {"unique": "", "alias": ""} == {
            "id": row["id"],
            "owner": A,
            "unique": "",
            "alias": "",
            "word": "erased-ana-123456",
            "limited": "erased-ana",
            "needed": "erased-ana-123456",
            "feeling": "glad",
            "words": [],
            "doc": {},
            "loose": {},
            "raw": "\\x",
            "days": "empty",
            "day": "0001-01-01",
            "amount": "10.5",
            "search": "",
            "net": None,
            "born": None,
            "home": None,
            "mark": "ana",
        }
    assert bens["word"] == "Ana"


@pytest.mark.promise("P30")
@pytest.mark.parametrize("both", [("ana", "ben"), ("ben", "ana")])
def test_of_two_people_who_share_rows_nothing_is_left_in_either_order(
    hard: Any, hard_store: Store, both: tuple[str, str]
) -> None:
    """What the first left for the second goes with the second; what third people share stays."""
    before = by_key(hard_store, hard.all_rows(hard_store))
    erasures = [Erasure(hard_store, who) for who in both]
    for erasure in erasures:
        erasure.run(2)
    for erasure in erasures:
        assert erasure.left() == []
    after = by_key(hard_store, hard.all_rows(hard_store))
    for place, rows in before.items():
        mapped = hard_store.map.tables[place[0]]
        whose = set().union(*map(marked, rows)) if place != ("visit",) else {"cat"}
        if whose and whose <= {"ana", "ben"} and mapped.erase == "delete":
            assert place not in after, place
        else:
            assert place in after, place
        if whose == {"cat"} and place != ("visit",):
            assert [row | LETS_GO.get(place, {}) for row in rows] == after[place]
    for place, rows in after.items():
        if any(marked(row) & {"ana", "ben"} for row in rows):
            said = json.dumps([row | {"mark": "", "owner": ""} for row in rows])
            for word in (
                A,
                B,
                "ana@",
                "ben@",
                "Annie",
                "Benny",
                "Side Street",
                "Back Street",
                "Kovač",
                "10.0.0.",
            ):
                assert word not in said, (place, word)
    assert after["gift", "6"][0]["recipient_email"] == "cat@example.org"
    assert after["gift", "6"][0]["giver"] is after["gift", "6"][0]["note"] is None
    assert after["thread", "1"] == before["thread", "1"]
    assert after["room", "5"][0]["members"] == [C]


@pytest.mark.promise("P30")
def test_a_worker_that_dies_anywhere_is_followed_by_one_that_begins_again(
    hard: Any, hard_store: Store
) -> None:
    """What was noted before is enough to begin again at any point, and to end where one run would have ended."""
    before = by_key(hard_store, hard.all_rows(hard_store))
    ana = Erasure(hard_store, "ana")
    tables = order(hard_store)
    for place in range(1, len(tables) + 1, 4):
        for table in tables[:place]:
            while ana.piece(table, 3):
                if table in ("thread", "purchase", "left_shoe", "log"):
                    break
    located = Located.from_data(json.loads(json.dumps(ana.located.as_data())))
    assert located == ana.located
    ana.located = located
    ana.run()
    assert ana.left() == []
    after = by_key(hard_store, hard.all_rows(hard_store))
    for place, changes in (LETS_GO | SHARED).items():
        assert after[place] == [before[place][0] | changes]
