"""The same shop in an SQLite file: proposed, edited in a few lines, answered and erased."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from accounts.datamap.current import current
from exports.stores.registry import open_store
from exports.stores.store import Store
from tests.databases import Lite, known_to_django
from tests.exports.archives import built, downloaded
from tests.journeys import test_chinook as chinook
from tests.journeys.test_scaffold_chinook import MOST_LINES, changed_lines, edited, scaffolded
from tests.people import make_person

FILE = chinook.SCRIPT.with_name("chinook.sqlite")
NUMBER = 5
THEIRS = {
    "Customer": f"CustomerId = {NUMBER}",
    "Invoice": f"CustomerId = {NUMBER}",
    "InvoiceLine": f"InvoiceId IN (SELECT InvoiceId FROM Invoice WHERE CustomerId = {NUMBER})",
}
"""What is the customer's, said without the map."""

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.skipif(
        not FILE.exists(), reason="The Chinook shop is not beside this checkout (../shared/data)."
    ),
]


@pytest.fixture
def lite(db: None, tmp_path: Path) -> Iterator[Lite]:
    """Open a copy of the shop's file."""
    copy = tmp_path / "chinook.sqlite3"
    shutil.copyfile(FILE, copy)
    database = Lite(copy)
    with known_to_django(database):
        yield database
    database.drop()


@pytest.fixture
def store(lite: Lite, settings: Any, tmp_path: Path) -> Iterator[Store]:
    """Propose the map of the file, edit it, and put it in force."""
    settings.DATA_MAP_FILES = []
    current.cache_clear()
    file = tmp_path / "chinook.yaml"
    proposed = scaffolded(file, "--from-alias", "lite")
    file.write_text(edited(proposed), encoding="utf-8")
    assert 1 <= changed_lines(proposed, file.read_text("utf-8")) <= MOST_LINES
    settings.DATA_MAP_FILES = [file]
    current.cache_clear()
    yield open_store("chinook")
    current.cache_clear()


def rows(lite: Lite, table: str, condition: str) -> list[dict[str, Any]]:
    """Return rows of a table, by column."""
    names = [row[1] for row in lite.rows(f'PRAGMA table_info("{table}")')]
    found = lite.rows(f'SELECT * FROM "{table}" WHERE {condition} ORDER BY 1')
    return [dict(zip(names, row, strict=True)) for row in found]


def everything(lite: Lite) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table but the customer's."""
    names = [row[0] for row in lite.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: rows(lite, name, f"NOT ({THEIRS.get(name, '1 = 0')})") for name in names}


@pytest.mark.promise("P04")
def test_a_customer_is_answered_and_erased(store: Store, lite: Lite, jobs: Any, committed: None) -> None:
    """Every value of their rows is in the copy; then nothing of theirs stands anywhere, and everything else is the same."""
    expected = {table: rows(lite, table, condition) for table, condition in THEIRS.items()}
    assert all(expected.values())
    (customer,) = expected["Customer"]
    others = everything(lite)
    assert len(others["Customer"]) > 50
    user = make_person(customer["Email"])

    zipped = downloaded(built(user.subject, jobs))
    for table, found in expected.items():
        given = orjson.loads(zipped.read(f"data/chinook/{table}.json"))
        assert [plain(row) for row in given] == [plain(row) for row in found]
    run = chinook.erase(user, jobs)

    assert run.findings == []
    after = {table: rows(lite, table, condition) for table, condition in THEIRS.items()}
    left = {str(value) for found in after.values() for row in found for value in row.values()}
    told = ("FirstName", "LastName", "Email", "Address", "PostalCode", "Phone")
    assert not {customer[name] for name in told} & left
    assert [row["Total"] for row in after["Invoice"]] == [row["Total"] for row in expected["Invoice"]]
    assert {row["BillingAddress"] for row in after["Invoice"]} == {None}
    assert everything(lite) == others


def plain(row: dict[str, Any]) -> dict[str, str]:
    """Return a row as text, numbers without needless noughts and times as ISO 8601 writes them."""
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> str:
    if isinstance(value, int | float):
        return str(float(value))
    return str(value).replace(" 00:00:00", "T00:00:00")
