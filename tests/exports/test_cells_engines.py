"""One value is read, written and matched in the same way on every kind of server."""

from dataclasses import replace
from typing import Any

import pytest

from exports.correcting.typed import typed
from exports.stores import cells
from exports.stores.match import Claims, Match, match
from exports.stores.shape import shape
from exports.stores.store import Store, StoreFault
from tests.exports.cabinets import MINE, OTHER, Cabinet, cabinet, located

__all__ = ["cabinet"]
pytestmark = pytest.mark.django_db(databases=["default", "platform"])
VALUES = [
    ("name", "Náme"),
    ("name", "NAME"),
    ("name", "Name "),
    ("code", "Cb"),
    ("born", "2001-02-03"),
    ("amount", "10.25"),
    ("rating", "3.5"),
    ("paid", "yes"),
    ("paid", "no"),
]
"""Column of an order, and what is written there."""


def first(cabinet: Cabinet, column: str) -> tuple[Any, tuple[str, ...], str | None]:
    store = cabinet.store()
    table = store.table("orders")
    key, row = cells.read(store, table, located(), [column], most=1)[0]
    return table, key, row[column]


@pytest.mark.parametrize(("column", "after"), VALUES)
def test_a_value_is_written_under_the_one_that_was_seen(cabinet: Cabinet, column: str, after: str) -> None:
    store = cabinet.store()
    table, key, before = first(cabinet, column)
    after = str(typed(shape(store).columns["orders"][column], after)) + " " * after.endswith(" ")
    others = cells.read(store, table, located(OTHER), [column], most=9)
    kept = cells.write(store, table, located(), key=key, column=column, before=before, after=after)
    assert cells.value_at(store, table, located(), key, column) == kept
    again = cells.write(store, table, located(), key=key, column=column, before=before, after=after)
    assert again == kept
    assert cells.read(store, table, located(OTHER), [column], most=9) == others


def test_what_is_only_alike_is_not_what_was_seen(cabinet: Cabinet) -> None:
    """Another case, an accent or a blank at the end is another value, whatever the server's collation says."""
    store = cabinet.store()
    table, key, before = first(cabinet, "name")
    for alike in (str(before).upper(), f"{before} ", str(before).replace("a", "á")):
        with pytest.raises(cells.ValueChanged):
            cells.write(store, table, located(), key=key, column="name", before=alike, after="x")
    assert cells.value_at(store, table, located(), key, "name") == before


def test_rows_of_others_and_rows_that_went_are_not_there(cabinet: Cabinet) -> None:
    store = cabinet.store()
    table, key, before = first(cabinet, "name")
    with pytest.raises(cells.NotThere):
        cells.write(store, table, located(OTHER), key=key, column="name", before=before, after="x")
    with pytest.raises(cells.NotThere):
        cells.value_at(store, table, located(OTHER), key, "name")
    with pytest.raises(cells.NotThere):
        cells.write(store, table, located(), key=("999999",), column="name", before=before, after="x")


def test_what_the_server_refuses_is_a_fault(cabinet: Cabinet) -> None:
    store = cabinet.store()
    table, key, before = first(cabinet, "name")
    with pytest.raises(StoreFault):
        cells.write(store, table, located(), key=key, column="name", before=before, after=None)
    assert cells.value_at(store, table, located(), key, "name") == before


def test_claims_are_matched(cabinet: Cabinet) -> None:
    store = cabinet.store()
    people = {"people": replace(store.map.people["people"], matching={"city": ("state",)})}
    store = Store(replace(store.map, people=people))
    for address, city, agreeing in (
        (f"p{MINE}@example.org", "OPEN", 1),
        (f"p{MINE}@example.org", "shut", 0),
        ("p9@example.org", "open", 0),
    ):
        found = match([store], ("email", address), Claims({"city": city, "name": "Maya"}))
        assert found == Match(2, 1, agreeing)
