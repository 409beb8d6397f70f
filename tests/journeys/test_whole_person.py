"""One person with a value in every personal model and mapped table: everything is found, everything goes."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from psycopg import sql

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.models import User
from dsr.actions.erasure import start_erasure
from dsr.actions.requests import submit_request
from dsr.contact import Contact
from exports.stores.located import Located
from exports.stores.predicate import rows_of as predicate
from exports.stores.registry import open_store
from exports.stores.targets import handling
from tests.every_row import every_row
from tests.exports.archives import built, downloaded
from tests.full_subject import RULED, Filler
from tests.people import add_identifier, make_person

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
ZERO = "00000000-0000-4000-8000-00000000"
MARKER, SECRET, NEIGHBOUR = "qzvxjw", "wqhzvx", "tomtomtom"


def found(user: User, number: str, marker: str) -> dict[str, Located]:
    """Return where the person is in both stores, and make it what the portal knows of them."""
    subject = user.subject
    identifiers = {
        "email": [user.email],
        "platform_id": [number],
        "phone": [f"+49151{int(number[-4:], 16):06d}"],
        "username": [f"{marker}name"],
        "cookie_id": [f"{marker}-cookie-identifier"],
    }
    add_identifier(subject, "platform_id", number, store="platform")
    for kind in ("phone", "username", "cookie_id"):
        add_identifier(subject, kind, identifiers[kind][0])
    return {
        "platform": Located("platform", {"members": [(number,)]}, identifiers),
        "portal": Located("portal", {"accounts_datasubject": [(subject.pk,)]}, identifiers),
    }


def fill(
    user: User, number: str, marker: str, secret: str, others: dict[str, Any], only: Any = ()
) -> dict[str, Filler]:
    """Give the account's person a row for every path of every table of both stores."""
    fillers = {}
    for key, located in found(user, number, marker).items():
        fillers[key] = Filler(open_store(key), located, marker, secret, others=others.get(key, {}))
        fillers[key].fill(only)
    return fillers


def rows_of(fillers: dict[str, Filler]) -> dict[str, Any]:
    """Return the rows made, by store and table."""
    return {key: filler.rows for key, filler in fillers.items()}


@pytest.fixture
def two(inkwell: None, frozen: Any) -> tuple[User, User, dict[str, Filler]]:
    """Return Maya and Tom, each with a row everywhere; Maya's lead to Tom's wherever rows lead to others."""
    crowd = fill(
        make_person("crowd@example.org"),
        f"{ZERO}0001",
        "crowd",
        "crowd",
        {},
        ["members", "accounts_datasubject"],
    )
    tom = make_person("tomtomtom@example.org", residence="US-CA")
    toms = fill(tom, f"{ZERO}07b0", NEIGHBOUR, NEIGHBOUR, rows_of(crowd))
    maya = make_person(f"{MARKER}@example.org", residence="DE-BY")
    mine = fill(maya, f"{ZERO}a1ce", MARKER, SECRET, rows_of(toms))
    return maya, tom, mine


def every_table(alias: str, schema: str) -> list[str]:
    """Return every table of a schema, mapped or not."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        return [name for (name,) in cursor.fetchall()]


def standing(alias: str, schema: str, marker: str) -> Iterator[tuple[str, str]]:
    """Yield table and column of every place where the marker stands: texts, documents, arrays, bytes."""
    with connections[alias].cursor() as cursor:
        for name in every_table(alias, schema):
            cursor.execute(
                sql.SQL(
                    "SELECT DISTINCT c.key FROM {} r, jsonb_each_text(to_jsonb(r)) c "
                    "WHERE c.value ILIKE %s OR c.value ILIKE %s"
                ).format(sql.Identifier(schema, name)),
                [f"%{marker}%", f"%{marker.encode().hex()}%"],
            )
            yield from ((name, column) for (column,) in cursor.fetchall())


def is_kept(key: str, table: str, column: str) -> bool:
    """Return whether the map says that this column stays."""
    mapped = open_store(key).map.tables.get(table)
    if mapped is None:
        return False
    return mapped.erase == "retain" or (
        mapped.erase == "anonymise" and handling(mapped)[column].kind == "keep"
    )


PLACES = (("platform", "platform", "inkwell"), ("portal", "default", "public"))


def test_the_builder_reaches_every_path_of_every_table(two: Any) -> None:
    """A table that cannot be filled, or a text without the marker, is red."""
    for key, filler in two[2].items():
        assert set(filler.rows) >= set(open_store(key).map.tables)
    for key, alias, schema in PLACES:
        marked = {table for table, _ in [*standing(alias, schema, MARKER), *standing(alias, schema, SECRET)]}
        for name, table in open_store(key).map.tables.items():
            texts = [
                c for c in two[2][key].columns[name].values() if c.family == "S" and (c.length or 99) > 20
            ]
            free = [
                c
                for c in texts
                if (name, c.name) not in RULED
                and ("*", c.name) not in RULED
                and c.name not in table.path_columns
            ]
            links = {link.columns[0] for link in two[2][key].links if link.table == name}
            if name in two[2][key].made and [c for c in free if c.name not in links and not c.generated]:
                assert name in marked, name


def exported_values(key: str, located: Located) -> set[str]:
    """Return every text with the marker in the fields of the person's rows that a copy shows unmasked."""
    store, values = open_store(key), set()
    for table in store.map.tables.values():
        shown = [f.column for f in table.fields if not f.mask_others]
        with store.connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("SELECT {} FROM {} WHERE {}").format(
                    sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(c)) for c in shown),
                    sql.Identifier(table.schema, table.table),
                    predicate(table, located, store),
                )
            )
            values |= {v for row in cursor.fetchall() for v in row if v and v.startswith(MARKER)}
    return values


@pytest.mark.promise("P33", "P42")
def test_a_copy_holds_everything_of_the_whole_person(two: Any, jobs: Any, committed: None) -> None:
    """Every exported value is in the archive, nothing withheld is, and nothing of the neighbour's own."""
    maya, _, mine = two
    package = built(maya.subject, jobs)
    archive = downloaded(package)
    texts = "\n".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".json"))
    for key, filler in mine.items():
        values = exported_values(key, filler.located)
        assert len(values) > 10
        assert [v for v in values if f'"{v}"' not in texts] == []
    assert SECRET not in texts
    assert f"{NEIGHBOUR}name" not in texts
    pictures = [name for name in archive.namelist() if name.endswith(".png")]
    assert len(pictures) >= 3
    assert all(archive.read(name) == MARKER.encode() for name in pictures)


@pytest.mark.promise("P30")
def test_nothing_is_left_of_the_whole_person(two: Any, jobs: Any, committed: None, outbox: Any) -> None:
    """Present everywhere before; after the erasure only what the map declares as kept; Tom's rows as they were."""
    maya, tom, mine = two
    list(outbox)
    before = {
        (key, table)
        for key, alias, schema in PLACES
        for table, column in standing(alias, schema, MARKER)
        if not is_kept(key, table, column)
    }
    assert len(before) > 50
    others = {key: every_row(open_store(key), but=mine[key].located) for key in mine}
    neighbours = {alias: list(standing(alias, schema, NEIGHBOUR)) for _, alias, schema in PLACES}
    request = submit_request(
        maya.subject,
        actor=SYSTEM,
        right="erasure",
        channel="portal",
        contact=Contact(email=maya.email),
        method="sign_in",
        execute_after=now(),
    )
    run = start_erasure(request, actor=SYSTEM)
    jobs.run()
    list(outbox)
    run.refresh_from_db()
    assert (run.stage, run.last_error_code, run.findings) == ("finished", "", [])
    left = [
        (key, table, column)
        for key, alias, schema in PLACES
        for marker in (MARKER, SECRET)
        for table, column in standing(alias, schema, marker)
        if not is_kept(key, table, column)
    ]
    assert left == []
    assert {alias: list(standing(alias, schema, NEIGHBOUR)) for _, alias, schema in PLACES} == neighbours
    assert User.objects.filter(pk=tom.pk).exists()
    for key, rows in others.items():
        assert len(rows) > 30
        assert rows - every_row(open_store(key)) == Counter(), key
