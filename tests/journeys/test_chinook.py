"""A database nobody here designed: with a data map and nothing else, its people are exported and erased.

tests/data/chinook.yaml is all that was written for it. What must come out and what must be gone is worked
out here from the database alone, without the map.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.conf import settings as project
from django.db import connections

from accounts.actor import SYSTEM, actor_for
from accounts.clock import now
from accounts.datamap.current import current
from dsr.actions.erasure import start_erasure
from dsr.actions.requests import submit_request
from dsr.contact import Contact
from dsr.models import DeletionReceipt, ErasureRun
from exports.stores.feasible import feasible
from exports.stores.live import drift
from exports.stores.locate import locate
from exports.stores.registry import open_store
from exports.stores.store import Store
from tests.every_row import every_row
from tests.exports.archives import built, downloaded
from tests.people import make_person

SCRIPT = project.BASE_DIR.parent / "shared" / "data" / "chinook" / "chinook_postgresql.sql"
MAP = Path(__file__).parents[1] / "data" / "chinook.yaml"

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.skipif(
        not SCRIPT.exists(), reason="The Chinook shop is not beside this checkout (../shared/data)."
    ),
]


@pytest.fixture
def store(db: None, settings: Any) -> Iterator[Store]:
    """Load the shop and put its map in force."""
    load()
    settings.DATA_MAP_FILES = [MAP]
    current.cache_clear()
    yield open_store("chinook")
    current.cache_clear()


def load() -> None:
    """Make the shop's tables and rows inside the test's transaction."""
    script = SCRIPT.read_text("utf-8")
    script = re.sub(r"(?m)^(DROP DATABASE|CREATE DATABASE|\\c) .*$", "", script)
    with connections["platform"].cursor() as cursor:
        cursor.execute("CREATE SCHEMA chinook")
        cursor.execute("SET LOCAL search_path TO chinook")
        cursor.execute(script)
        cursor.execute("SET LOCAL search_path TO DEFAULT")


def ask(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections["platform"].cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


# What is a person's, said without the map: a condition for each table.
CUSTOMER = {
    "customer": "customer_id = {0}",
    "invoice": "customer_id = {0}",
    "invoice_line": "invoice_id IN (SELECT invoice_id FROM chinook.invoice WHERE customer_id = {0})",
}
EMPLOYEE = {"employee": "employee_id = {0}"}
PEOPLE = {"customer": ("customer", 5, CUSTOMER), "employee": ("employee", 3, EMPLOYEE)}


def rows_of_person(number: int, tables: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return the person's rows by table, in the order of their numbers."""
    return {
        name: [orjson.loads(row) for (row,) in ask(
            f"SELECT to_json(t)::text FROM chinook.{name} t WHERE {condition.format(number)} ORDER BY {name}_id"
        )]
        for name, condition in tables.items()
    }  # fmt: skip


def kept(store: Store) -> dict[str, set[str]]:
    """Return the columns that the map keeps with a stated basis, by table."""
    return {
        name: {
            field.column for field in table.fields if table.erase == "retain" or field.erase.kind == "keep"
        }
        for name, table in store.map.tables.items()
        if table.retain and table.retain.basis and table.retain.reason
    }


def their_own(store: Store, rows: dict[str, list[dict[str, Any]]]) -> set[str]:
    """Return the values of the person's rows that nothing else in the database has, without what the map keeps."""
    values = {
        str(value)
        for table, found in rows.items()
        for row in found
        for column, value in row.items()
        if value is not None and column not in kept(store).get(table, set())
    }
    everything = cells(store)
    ours = [str(value) for found in rows.values() for row in found for value in row.values()]
    return {value for value in values if occurrences(value, everything) == occurrences(value, ours)}


def cells(store: Store) -> list[str]:
    """Return every value of every column of every table of the database."""
    return [
        str(value)
        for (_, row), times in every_row(store).items()
        for value in orjson.loads(row).values()
        for _ in range(times)
    ]


def occurrences(value: str, texts: list[str]) -> int:
    """Count the texts that are this value or, if it is long enough to mean something, have it inside."""
    return sum(text == value or (len(value) > 5 and value in text) for text in texts)


def standing(store: Store, values: Iterable[str]) -> list[str]:
    """Return which of these values stand anywhere in the database."""
    everything = cells(store)
    return sorted(value for value in values if occurrences(value, everything))


def erase(user: Any, jobs: Any) -> ErasureRun:
    """File the person's request for deletion, let the workers carry it out, and return the finished run."""
    request = submit_request(
        user.subject,
        actor=actor_for(user),
        right="erasure",
        channel="portal",
        contact=Contact(user.email),
        method="sign_in",
        execute_after=now(),
    )
    run = start_erasure(request, actor=SYSTEM)
    jobs.run()
    run.refresh_from_db()
    assert (run.stage, run.findings) == ("finished", [])
    return run


def find(kind: str, number: int) -> Any:
    """Return an account with the address that stands in the shop."""
    ((email,),) = ask(f"SELECT email FROM chinook.{kind} WHERE {kind}_id = %s", number)
    return make_person(email)


def test_the_map_fits_the_database(store):
    assert drift(store) == []
    assert feasible(store) == []


@pytest.mark.parametrize("who", PEOPLE)
def test_every_value_of_their_rows_is_in_the_package(store, jobs, committed, who):
    kind, number, tables = PEOPLE[who]
    expected = rows_of_person(number, tables)
    assert all(expected.values())

    zipped = downloaded(built(find(kind, number).subject, jobs))

    for name, rows in expected.items():
        assert orjson.loads(zipped.read(f"data/chinook/{name}.json")) == rows
    given = {name for name in zipped.namelist() if name.startswith("data/chinook/")}
    assert {name for name in given if orjson.loads(zipped.read(name))} == {
        f"data/chinook/{name}.json" for name in expected
    }


@pytest.mark.parametrize("who", PEOPLE)
def test_nothing_of_theirs_is_left_and_everything_else_is_byte_for_byte_the_same(store, jobs, committed, who):
    kind, number, tables = PEOPLE[who]
    user = find(kind, number)
    located = locate(store, user.subject)
    expected = rows_of_person(number, tables)
    values = their_own(store, expected)
    assert {expected[kind][0][column] for column in ("email", "address")} <= values
    assert standing(store, values) == sorted(values)
    others = every_row(store, but=located)

    erase(user, jobs)

    assert standing(store, values) == []
    assert every_row(store, but=located) == others


def test_invoices_stay_in_the_books_without_the_buyer_and_the_receipt_says_why(store, jobs, committed):
    kind, number, tables = PEOPLE["customer"]
    before = rows_of_person(number, tables)

    run = erase(find(kind, number), jobs)

    after = rows_of_person(number, tables)
    assert after["invoice_line"] == before["invoice_line"]
    books = ("invoice_id", "customer_id", "invoice_date", "billing_country", "total")
    assert len(after["invoice"]) == len(before["invoice"]) > 5
    for here, then in zip(after["invoice"], before["invoice"], strict=True):
        assert {column: here[column] for column in books} == {column: then[column] for column in books}
        assert {column for column, value in here.items() if value is None} >= {
            "billing_address",
            "billing_city",
        }
    (customer,) = after["customer"]
    assert customer["email"].startswith(customer["last_name"])
    assert before["customer"][0]["last_name"] not in customer["email"]
    (lines,) = [
        found["tables"]
        for found in DeletionReceipt.objects.get(run=run).content["stores"]
        if found["store"] == "chinook"
    ]
    kept_lines = {line["table"]: line for line in lines}
    for name in ("invoice", "invoice_line"):
        assert "legal_obligation" in str(kept_lines[name]), kept_lines[name]


def test_customers_keep_their_adviser_when_the_adviser_leaves(store, jobs, committed):
    kind, number, _ = PEOPLE["employee"]
    served = ask("SELECT customer_id FROM chinook.customer WHERE support_rep_id = %s ORDER BY 1", number)
    assert served

    erase(find(kind, number), jobs)

    assert (
        ask("SELECT customer_id FROM chinook.customer WHERE support_rep_id = %s ORDER BY 1", number) == served
    )
    assert ask("SELECT count(*) FROM chinook.employee") == [(8,)]


def test_a_value_that_was_left_is_seen(store, jobs, committed):
    kind, number, tables = PEOPLE["customer"]
    rows = rows_of_person(number, tables)
    values = their_own(store, rows)
    company = rows["customer"][0]["company"]
    ask("UPDATE chinook.playlist SET name = %s WHERE playlist_id = 1 RETURNING 1", f"for {company}")

    erase(find(kind, number), jobs)

    assert standing(store, values) == [company]
