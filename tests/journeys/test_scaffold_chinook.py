"""From an empty map: `scaffold`, a person's edits of at most 30 lines, and a customer nobody here knows is answered and erased."""

import difflib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import call_command
from django.db import connections

from accounts.datamap.current import current
from exports.stores.locate import locate
from exports.stores.registry import open_store
from exports.stores.store import Store
from tests.every_row import every_row
from tests.exports.archives import built, downloaded
from tests.journeys import test_chinook as chinook

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.skipif(
        not chinook.SCRIPT.exists(),
        reason="The Chinook shop is not beside this checkout (../shared/data).",
    ),
]
MOST_LINES = 30
EDITS = [
    ("  name: Your company", "  name: A record shop"),
    ("  address: [Your street and town]", "  address: [1 Sample Street, Exampleton]"),
    ("  country: US", "  country: CA"),
    ("  privacy_email: privacy@localhost", "  privacy_email: privacy@records.example"),
    ("    name: Chinook", "    name: The record shop"),
    ("{name: Provide our services", "{name: Sell music"),
    ("period: P10Y", "period: P7Y"),
]
"""What a person changes: how the file writes it, and what they write instead."""


def scaffolded(file: Path, *place: str) -> str:
    """Return the map that the command proposes for a database."""
    call_command("datamap", "scaffold", "chinook", *place, "--output", str(file), stdout=StringIO())
    return file.read_text("utf-8")


def edited(text: str) -> str:
    """Return the map as a person leaves it."""
    for before, after in EDITS:
        assert text.count(before) >= 1, before
        text = text.replace(before, after, 1)
    return text


def changed_lines(before: str, after: str) -> int:
    """Count the lines that stand in the one text and not in the other, the larger of the two numbers."""
    diff = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0))[2:]
    return max(sum(line.startswith(sign) for line in diff) for sign in "+-")


@pytest.fixture
def store(db: None, settings: Any, tmp_path: Path) -> Iterator[Store]:
    """Load the shop, propose its map, edit that, and put it in force."""
    chinook.load()
    settings.DATA_MAP_FILES = []
    current.cache_clear()
    file = tmp_path / "chinook.yaml"
    proposed = scaffolded(file, "--from-alias", "platform", "--schema", "chinook")
    file.write_text(edited(proposed), encoding="utf-8")
    assert 1 <= changed_lines(proposed, file.read_text("utf-8")) <= MOST_LINES
    settings.DATA_MAP_FILES = [file]
    current.cache_clear()
    yield open_store("chinook")
    current.cache_clear()


def test_the_check_is_green_before_anybody_edits(db: None, settings: Any, tmp_path: Path) -> None:
    chinook.load()
    file = tmp_path / "chinook.yaml"
    scaffolded(file, "--from-alias", "platform", "--schema", "chinook")
    settings.DATA_MAP_FILES = [file]
    current.cache_clear()
    said = StringIO()
    call_command("datamap", "check", stdout=said)
    assert "chinook agrees with the data map." in said.getvalue()
    with connections["platform"].cursor() as cursor:
        cursor.execute("ALTER TABLE chinook.customer ADD COLUMN mood text")
    with pytest.raises(Exception, match=r"customer\.mood"):
        call_command("datamap", "check", "--store", "chinook", stdout=StringIO())
    current.cache_clear()


@pytest.mark.promise("P04")
@pytest.mark.parametrize("who", chinook.PEOPLE)
def test_a_person_is_answered_and_erased(store: Store, jobs: Any, committed: None, who: str) -> None:
    """Every value of their rows is in the copy; then nothing of theirs stands anywhere, and everything else is the same."""
    kind, number, tables = chinook.PEOPLE[who]
    user = chinook.find(kind, number)
    expected = chinook.rows_of_person(number, tables)
    assert all(expected.values())
    located = locate(store, user.subject)
    values = chinook.their_own(store, expected)
    assert {expected[kind][0][column] for column in ("email", "address")} <= values
    others = without_links(every_row(store, but=located), number, who)

    zipped = downloaded(built(user.subject, jobs))
    for name, rows in expected.items():
        assert orjson.loads(zipped.read(f"data/chinook/{name}.json")) == rows
    run = chinook.erase(user, jobs)

    assert run.findings == []
    assert chinook.standing(store, values) == []
    assert without_links(every_row(store, but=located), number, who) == others


def without_links(rows: Any, number: int, who: str) -> Any:
    """Return the rows without what pointed at the erased member of staff, which is let go of; all of them for a customer."""
    if who == "customer":
        return rows
    plain: dict[Any, int] = {}
    for (table, row), times in rows.items():
        data = orjson.loads(row)
        for link in ("support_rep_id", "reports_to"):
            if data.get(link) == number:
                data[link] = None
        key = (table, orjson.dumps(data, option=orjson.OPT_SORT_KEYS))
        plain[key] = plain.get(key, 0) + times
    return plain


@pytest.mark.parametrize("name", ["first_name", "billing_city", "artist"])
def test_what_was_guessed_says_so(db: None, tmp_path: Path, name: str) -> None:
    chinook.load()
    text = scaffolded(tmp_path / "map.yaml", "--from-alias", "platform", "--schema", "chinook")
    found = [line for line in text.splitlines() if line.strip().startswith(f"{name}:")]
    assert found
    assert all("# guess " in line and " %: " in line for line in found)
