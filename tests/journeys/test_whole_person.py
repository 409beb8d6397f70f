"""One person with a value in every personal model and mapped table: everything is found, everything goes."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connections
from jsonschema import Draft202012Validator
from psycopg import sql

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.datamap.current import current
from accounts.datamap.vocabulary import DataMap, TableMap
from accounts.models import User
from dsr.actions.erasure import start_erasure
from dsr.actions.requests import submit_request
from dsr.contact import Contact
from exports.actions.packages import request_package
from exports.scope import Scope
from exports.scoping import Scoping
from exports.stores.located import Located
from exports.stores.predicate import rows_of as predicate
from exports.stores.registry import open_store
from exports.stores.targets import handling
from tests.every_row import every_row
from tests.exports.archives import downloaded
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


def unread(page: str) -> str:
    """Return the text of a page, with the exact moments that stand beside those in words."""
    exact = re.sub(r'<time datetime="([^"]*)"[^>]*>[^<]*</time>', r"\1", page)
    return unescape(re.sub(r"<[^>]+>", "\n", exact))


def written(value: Any) -> str:
    """Return a value as tables write it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.promise("P33", "P42")
def test_a_copy_holds_everything_of_the_whole_person(two: Any, jobs: Any, committed: None) -> None:
    """Every exported value is in the data once, in table and page too, and fits its schema; every withheld one has its reason; nothing is the neighbour's own."""
    maya, _, mine = two
    package = request_package(maya.subject, actor=SYSTEM, scope=Scope(formats=("html", "csv")))
    before = {
        (key, table.table): filled(key, table, filler.located)
        for key, filler in mine.items()
        for table in open_store(key).map.tables.values()
    }
    jobs.run()
    package.refresh_from_db()
    archive = downloaded(package)
    manifest = json.loads(archive.read("manifest.json"))
    sections = {(one["kind"], one["store"], one["table"]): one for one in manifest["sections"]}
    for (key, name), rows in before.items():
        records = sections["rows", key, name]["records"]
        assert records == len(rows) > 0 or (key == "portal" and records > len(rows) > 0), name
        # The portal notes that a copy is made, and what the package says of itself changes meanwhile.
        lasting = [row for row in rows if row.get("ref") != str(package.ref)]
        holds_everything(archive, sections, key, open_store(key).table(name), lasting)
    for key, filler in mine.items():
        assert len(exported_values(key, filler.located)) > 10
    reasons = {(o["store"], o["table"], o["field"]): o["reason"] for o in manifest["not_included"]}
    said = unread(archive.read("not-included.html").decode())
    for table in current().tables():
        for column, reason in table.withheld.items():
            assert reasons[table.store, table.table, column] == reason
            assert reason in said
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert MARKER in everything
    assert SECRET not in everything
    assert NEIGHBOUR not in everything
    pictures = [name for name in archive.namelist() if name.endswith(".png")]
    assert len(pictures) >= 3
    assert all(archive.read(name) == MARKER.encode() for name in pictures)
    listed = [member["name"] for one in manifest["sections"] for member in one["members"]]
    assert len(listed) == len(set(listed)) == len(archive.namelist()) - 3


SCOPES = {
    "portable": Scope("portability", formats=("html", "csv")),
    "California": Scope("know_specific"),
    "kinds": Scope(categories=("profile", "writing"), formats=()),
    "days": Scope(since=date(1990, 1, 1), until=date(1990, 1, 2)),
}


@pytest.mark.promise("P32", "P33")
@pytest.mark.parametrize("scope", SCOPES.values(), ids=list(SCOPES))
def test_a_copy_of_a_scope_holds_what_the_scope_takes(
    two: Any, jobs: Any, committed: None, monkeypatch: pytest.MonkeyPatch, scope: Scope
) -> None:
    """Each table has exactly the fields that are taken, each field left out has its reason, and what is left out is nowhere."""
    maya = two[0]
    datamap = with_never_disclosed(current())
    for place in ("exports.building.mapped", "exports.building.manifest", "exports.building.readme"):
        monkeypatch.setattr(f"{place}.current", lambda: datamap)
    package = request_package(maya.subject, actor=SYSTEM, scope=scope)
    jobs.run()
    package.refresh_from_db()
    assert package.state == "ready"
    archive = downloaded(package)
    manifest = json.loads(archive.read("manifest.json"))
    rows = {(one["store"], one["table"]): one for one in manifest["sections"] if one["kind"] == "rows"}
    reasons = {(o["store"], o["table"], o["field"]): o["reason"] for o in manifest["not_included"]}
    scoping = Scoping(scope, datamap, "gdpr")
    emptied = 0
    for table in datamap.tables():
        taken = scoping.table(table)
        section = rows.get((table.store, table.table))
        if taken.reason:
            assert section is None
            assert reasons[table.store, table.table, None] == taken.reason
            continue
        for column, reason in taken.left_out.items():
            assert reasons[table.store, table.table, column] == reason
        if scope.since and table.dated:
            emptied += not section["records"]
            continue
        data = json.loads(archive.read(section["members"][0]["name"]))
        assert {frozenset(row) for row in data} == {frozenset(one.column for one in taken.fields)}
    assert bool(emptied) == bool(scope.since)
    members = [name for name in archive.namelist() if name.startswith(("data/", "html/", "csv/", "files/"))]
    everything = b"".join(archive.read(name) for name in members).decode(errors="replace")
    assert MARKER in everything
    assert NEIGHBOUR not in everything
    if scope.right == "know_specific":
        assert f"{MARKER}@example.org" in everything
        assert "username" in reasons_of(reasons, "members")


def reasons_of(reasons: dict[tuple[Any, ...], str], table: str) -> set[str]:
    """Return the fields of a table of the platform that are named as left out."""
    return {field for store, name, field in reasons if (store, name) == ("platform", table)}


def with_never_disclosed(datamap: DataMap) -> DataMap:
    """Return the map with a name that California forbids to hand out and a day in every table that tells one."""
    platform = datamap.stores["platform"]
    tables = {}
    for name, table in platform.tables.items():
        fields = tuple(
            replace(one, never_disclose="government_id")
            if (name, one.column) == ("members", "username")
            else one
            for one in table.fields
        )
        day = next(
            (one.column for one in table.fields if one.column.endswith("_at") or one.column == "at"), ""
        )
        tables[name] = replace(table, fields=fields, dated=table.dated or day)
    return replace(datamap, stores={**datamap.stores, "platform": replace(platform, tables=tables)})


def filled(key: str, table: TableMap, located: Located) -> list[dict[str, Any]]:
    """Return the person's rows of a table straight from its database, as it writes them."""
    store = open_store(key)
    with store.connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT to_jsonb({0})::text FROM {1} WHERE {2}").format(
                sql.Identifier(table.table),
                sql.Identifier(table.schema, table.table),
                predicate(table, located, store),
            )
        )
        return [json.loads(row) for (row,) in cursor.fetchall()]


def holds_everything(
    archive: Any, sections: Any, key: str, table: TableMap, rows_before: list[dict[str, Any]]
) -> None:
    """Look for each value of each row in the data, the table and the page, and hold the data to its schema."""
    rows, sheet, pages = (sections[kind, key, table.table] for kind in ("rows", "csv", "pages"))
    text = archive.read(rows["members"][0]["name"])
    data, exact = json.loads(text), json.loads(text, parse_float=str)
    schema = json.loads(archive.read(rows["schema"]))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(data)] == [], table.table
    lines = archive.read(sheet["members"][0]["name"]).decode("utf-8-sig")
    cells = list(csv.DictReader(io.StringIO(lines, newline="")))
    page = unread("".join(archive.read(one["name"]).decode() for one in pages["members"]))
    for row in rows_before:
        open_fields = [f.column for f in table.fields if not (f.mask_others or f.whose or f.inside)]
        same = [n for n, one in enumerate(data) if all(one[c] == row[c] for c in open_fields)]
        assert len(same) == 1, (table.table, row)
        for field in table.fields:
            value, cell = exact[same[0]][field.column], cells[same[0]][field.column]
            if isinstance(value, list | dict):
                assert json.loads(cell) == data[same[0]][field.column], field
            else:
                assert cell.removeprefix("'") == written(value), field
            if isinstance(value, str) and value:
                assert value in page, (table.table, field.column)
            elif value is not None and not isinstance(value, bool | list | dict):
                assert f"\n{value}\n" in page, (table.table, field.column)


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
    neighbours = {alias: sorted(standing(alias, schema, NEIGHBOUR)) for _, alias, schema in PLACES}
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
    assert {alias: sorted(standing(alias, schema, NEIGHBOUR)) for _, alias, schema in PLACES} == neighbours
    assert User.objects.filter(pk=tom.pk).exists()
    for key, rows in others.items():
        assert len(rows) > 30
        assert rows - every_row(open_store(key)) == Counter(), key
