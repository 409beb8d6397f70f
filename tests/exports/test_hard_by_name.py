"""Each hard shape by its name: hers comes out once, goes once, and nobody else's row changes."""

from dataclasses import dataclass
from typing import Any

import pytest

from exports.stores.residue import Finding
from exports.stores.store import Store
from tests.exports.hard.acts import LETS_GO, Erasure, by_key, collected
from tests.exports.hard.shapes import ROWS, marked

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
SHAPES = {
    "composite primary and foreign keys": ["member", "purchase", "purchase_line", "membership", "log_detail"],
    "several paths from a person to one table": ["purchase", "right_shoe"],
    "a table that points at itself": ["member", "reply"],
    "a circle that the map breaks": ["team", "seat"],
    "a circle of links looked at when the transaction ends": ["left_shoe", "right_shoe"],
    "many to many": ["membership"],
    "a polymorphic link": ["attachment"],
    "a polymorphic link kept as text": ["sticker"],
    "rows shared through a table between": ["thread", "thread_member", "post"],
    "rows shared through an array": ["room", "drive"],
    "rows shared through an array in a document": ["board", "meeting"],
    "rows of a giver and a recipient": ["gift"],
    "rows that mention another person": ["review"],
    "several identifiers in any case, some unproven": ["member", "mailbox", "telephone", "contact"],
    "the same table name in two schemas": ["review", "review in the archive"],
    "reserved words, blanks, quotes and signs as names": ["select"],
    "very long names": ["a_very_long_table_name_that_is_as_long_as_servers_allow_them_to"],
    "every kind of value": ["kinds", "kept_kinds"],
    "a path inside a document": ["event"],
    "generated and identity columns": ["made"],
    "partitions of partitions": ["log", "log_detail"],
    "tables that inherit": ["vehicle", "car"],
    "each action of ON DELETE": ["on_cascade", "on_set_null", "on_set_default", "on_restrict", "thread_member"],
    "rows without any key, and the same row twice": ["visit"],
    "very large values": ["paper"],
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What was there, what Ana got, what was there afterwards, and what looking again found."""

    store: Store
    before: ROWS
    got: ROWS
    after: ROWS
    left: list[Finding]


_kept: list[Outcome] = []


@pytest.fixture
def outcome(request: pytest.FixtureRequest) -> Outcome:
    """Export and erase Ana once for all tests here, whichever comes first; they only look at what became of it."""
    if not _kept:
        hard: Any = request.getfixturevalue("hard")
        store: Store = request.getfixturevalue("hard_store")
        before = hard.all_rows(store)
        ana = Erasure(store, "ana")
        got = collected(store, ana.located)
        ana.run()
        _kept.append(Outcome(store, before, got, hard.all_rows(store), ana.left()))
    return _kept[0]


@pytest.mark.parametrize("shape", SHAPES)
def test_each_hard_shape(outcome: Outcome, shape: str) -> None:
    """Presence first: every table of the shape has rows of hers and of somebody else."""
    for name in SHAPES[shape]:
        table = outcome.store.map.tables[name]
        before, after = outcome.before[name], outcome.after[name]
        hers = [row for row in before if "ana" in marked(row)]
        others = [row for row in before if "ana" not in marked(row)]
        assert hers, name
        assert others, name
        assert len(outcome.got[name]) == len(hers), name
        if table.key:
            parts = [tuple(row[part] for part in table.key) for row in outcome.got[name]]
            assert sorted(parts) == sorted(tuple(row[part] for part in table.key) for row in hers), name
            there = by_key(outcome.store, {name: after})
            for place, (row,) in by_key(outcome.store, {name: others}).items():
                assert there[place] == [row | LETS_GO.get(place, {})]
        else:
            assert after == others, name
        alone = [row for row in after if marked(row) == {"ana"}]
        assert bool(alone) == (table.erase == "anonymise"), name
    assert outcome.left == []


def test_every_table_of_the_database_belongs_to_a_shape(outcome: Outcome) -> None:
    """A table that is added to the shapes is given a name here."""
    assert {name for names in SHAPES.values() for name in names} == set(outcome.store.map.tables)
