"""The Chinook shop in its SQLite file: the same people are found, handed out and erased as on PostgreSQL."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from django.conf import settings as project

from accounts.datamap.current import current
from accounts.models import DataSubject
from exports.stores import collect
from exports.stores.erase import erase_piece
from exports.stores.feasible import feasible, order
from exports.stores.live import drift
from exports.stores.locate import locate
from exports.stores.registry import open_store
from exports.stores.residue import anchors, residue, telling_values
from exports.stores.store import Store
from tests.people import add_identifier

FILE = project.BASE_DIR.parent / "shared" / "data" / "chinook" / "chinook.sqlite"
MAP = Path(__file__).parents[1] / "data" / "chinook.yaml"
PSEUDONYM = "erased-0123456789ab"

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.skipif(
        not FILE.exists(), reason="The Chinook shop is not beside this checkout (../shared/data)."
    ),
]
# What is a person's, said without the map.
CUSTOMER = {
    "Customer": "CustomerId = {0}",
    "Invoice": "CustomerId = {0}",
    "InvoiceLine": "InvoiceId IN (SELECT InvoiceId FROM Invoice WHERE CustomerId = {0})",
}
EMPLOYEE = {"Employee": "EmployeeId = {0}"}
PEOPLE = {"Customer": (5, CUSTOMER), "Employee": (3, EMPLOYEE)}


def camel(text: str) -> str:
    """Return a name as this file writes it, wherever it stands in a path."""
    return re.sub(r"[a-z]+(_[a-z]+)*", lambda name: "".join(w.capitalize() for w in name[0].split("_")), text)


def in_camel_case(stores: dict[str, Any]) -> None:
    """Rename every table and column of the map; both editions of the shop differ in nothing else."""
    shop = stores["chinook"]
    shop["database"] = "lite"
    del shop["schema"]
    for part in ("people", "tables", "not_personal"):
        shop[part] = {camel(name): said for name, said in shop[part].items()}
    for person in shop["people"].values():
        person["key"] = camel(person["key"])
        person["identifiers"] = {kind: camel(column) for kind, column in person["identifiers"].items()}
        person["roster"] = {what: camel(column) for what, column in person.get("roster", {}).items()}
    for table in shop["tables"].values():
        table["key"] = [camel(column) for column in table["key"]]
        table["person"] = camel(table["person"])
        table["fields"] = {camel(column): said for column, said in table["fields"].items()}


@pytest.fixture
def store(lite_db: Any, settings: Any, tmp_path: Path) -> Iterator[Store]:
    """Copy the shop to where it may be changed and put its map in force."""
    shop = sqlite3.connect(f"{FILE.as_uri()}?mode=ro", uri=True)
    shop.backup(lite_db.owner)
    shop.close()
    data = yaml.safe_load(MAP.read_text("utf-8"))
    in_camel_case(data["stores"])
    file = tmp_path / "chinook.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    settings.DATA_MAP_FILES = [file]
    current.cache_clear()
    yield open_store("chinook")
    current.cache_clear()


def everything(company: Any) -> dict[str, dict[Any, tuple[Any, ...]]]:
    """Return every row of every table by the number of the row."""
    tables = [
        name
        for (name,) in company.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
    ]
    return {
        name: {row[0]: row[1:] for row in company.rows(f'SELECT rowid, * FROM "{name}"')} for name in tables
    }


def numbers(company: Any, who: str) -> dict[str, set[int]]:
    """Return the numbers of the person's rows by table."""
    number, tables = PEOPLE[who]
    return {
        name: {row for (row,) in company.rows(f'SELECT rowid FROM "{name}" WHERE {condition.format(number)}')}
        for name, condition in tables.items()
    }


def subject_of(company: Any, who: str) -> DataSubject:
    ((email,),) = company.rows(f"SELECT Email FROM {who} WHERE {who}Id = ?", [PEOPLE[who][0]])
    subject = DataSubject.objects.create()
    add_identifier(subject, "email", email)
    return subject


def as_given(value: Any) -> Any:
    """Return a value as JSON says it."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", value):
        return value.replace(" ", "T")
    return value


def test_the_map_fits_the_file(store: Store) -> None:
    assert drift(store) == []
    assert feasible(store) == []


@pytest.mark.parametrize("who", PEOPLE)
def test_every_value_of_their_rows_is_handed_out_and_no_other(store: Store, lite_db: Any, who: str) -> None:
    located = locate(store, subject_of(lite_db, who))
    theirs, rows = numbers(lite_db, who), everything(lite_db)
    assert all(theirs.values())
    for name, table in store.map.tables.items():
        got = [list(orjson.loads(line).values()) for line in collect.rows(store, table, located)]
        mine = [[as_given(value) for value in rows[name][n]] for n in sorted(theirs.get(name, ()))]
        assert got == mine, name
    assert collect.count(store, located) == {name: len(theirs.get(name, ())) for name in store.map.tables}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("limit", [2, 500])
def test_nothing_of_theirs_is_left_and_everything_else_is_the_same(
    store: Store, lite_db: Any, who: str, limit: int
) -> None:
    subject = subject_of(lite_db, who)
    located = locate(store, subject)
    noted, values = anchors(store, located), telling_values(located.identifiers)
    before, theirs = everything(lite_db), numbers(lite_db, who)
    assert residue(store, located, values, pseudonym=PSEUDONYM, anchored=noted)
    for table in order(store):
        while erase_piece(store, table, located, subject=subject, pseudonym=PSEUDONYM, limit=limit):
            pass
    assert residue(store, located, values, pseudonym=PSEUDONYM, anchored=noted) == []
    after = everything(lite_db)
    for name, rows in before.items():
        assert set(after[name]) == set(rows)
        for number, row in rows.items():
            assert number in theirs.get(name, ()) or after[name][number] == row
    ((number, *_rest),) = [before[who][n] for n in theirs[who]]
    old, new = before[who][number], after[who][number]
    columns = [name for (_cid, name, *_more) in lite_db.rows(f"PRAGMA table_info({who})")]
    for column, was, now in zip(columns, old, new, strict=True):
        if column not in (f"{who}Id", "SupportRepId", "ReportsTo"):
            assert was is None or was != now, column
    said = str(after)
    for column in ("Email", "Address", "Phone"):
        value = old[columns.index(column)]
        assert str(before).count(value) >= 1
        assert said.count(value) == 0 or who == "Employee", column
