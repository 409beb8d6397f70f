"""A rehearsal says what an erasure would do and what would refuse it, and nothing at all is different afterwards."""

import io
from collections import Counter
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connections

from accounts.actor import SYSTEM
from accounts.models import AuditEvent, LegalHold
from exports.actions.locating import rehearse_erasure, where_data_is
from exports.stores import rehearse as rehearsing
from exports.stores.locate import locate
from exports.stores.registry import open_store
from exports.stores.store import StoreUnavailable
from tests.every_row import every_row
from tests.exports.cabinets import cabinet, located
from tests.people import add_identifier

__all__ = ["cabinet"]

pytestmark = pytest.mark.django_db(databases=["default", "platform"])


@pytest.fixture
def maya(shop, person, private, settings, tmp_path):
    """Give Maya rows in the shop, with a picture, and a bystander the same."""
    media = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "platform_media": media}
    storages["platform_media"].save("maya.png", ContentFile(b"picture"))
    for email in (person.email, "tom@example.org"):
        key = shop.add_user(email, avatar="maya.png" if email == person.email else "")
        shop.run(
            'INSERT INTO "Order" (shop, "No", "user") SELECT %s, n, %s FROM generate_series(1, 1200) n',
            key,
            key,
        )
        shop.run("INSERT INTO reply (author, body) VALUES (%s, 'Yes')", key)
    shop.run("INSERT INTO reply (author, answers, body) SELECT 2, min(id), 'And so' FROM reply")
    return person


def portal_rows() -> Counter[tuple[str, str]]:
    """Return every row of the portal's own tables but the audit trail, which says that the rehearsal was."""
    found: Counter[tuple[str, str]] = Counter()
    with connections["default"].cursor() as cursor:
        for table in connections["default"].introspection.table_names(cursor):
            if table != "accounts_auditevent":
                cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
                found.update((table, row) for (row,) in cursor.fetchall())
    return found


@pytest.mark.promise("P04")
def test_it_counts_what_an_erasure_would_do_and_leaves_every_row_and_file(maya):
    store = open_store("shop")
    shop, portal = every_row(store), portal_rows()

    done = rehearse_erasure(maya.subject, actor=SYSTEM)

    steps = {step.table: step.rows for step in done if step.store == "shop"}
    assert steps == {"Order": 1200, "reply": 2, "user": 1, "gift": 0, "odd": 0}
    assert [step for step in done if step.refused] == []
    assert done[-1].store == "portal"
    assert {step.table: step.rows for step in done if step.store == "portal"}["accounts_user"] == 1
    assert every_row(store) == shop
    assert portal_rows() == portal
    assert storages["platform_media"].exists("maya.png")
    (event,) = AuditEvent.objects.filter(name="exports:erasure:rehearsed")
    assert event.subject_ref == maya.subject.ref
    assert event.data["refused"] == 0


def test_what_is_kept_is_not_called_none(maya, monkeypatch):
    """Rows that stay are not touched, so not counted: a 0 beside them would say that there are none."""
    kept = rehearsing.Rehearsed("shop", "Order", "retain", 0)
    monkeypatch.setattr("exports.datamap_verbs.rehearse.rehearse_erasure", lambda *_, **__: [kept])
    said = io.StringIO()
    call_command("datamap", "rehearse", str(maya.subject.ref), stdout=said)
    (line,) = [line for line in said.getvalue().splitlines() if "Order" in line]
    assert line.split() == ["Order", "kept"]


def test_what_would_be_refused_is_named_without_a_value(maya, shop):
    """A trigger, a key the map does not know of that waits for the commit, a right the role lacks."""
    shop.run(
        'CREATE FUNCTION "Odd Shop".never() RETURNS trigger LANGUAGE plpgsql AS '
        "$$ BEGIN RAISE EXCEPTION 'cannot delete %%', OLD.body; END $$"
    )
    shop.run("CREATE TRIGGER never BEFORE DELETE ON reply FOR EACH ROW EXECUTE FUNCTION never()")
    shop.run(
        "CREATE TABLE book (id int PRIMARY KEY, about int, entry int, CONSTRAINT kept_in_books FOREIGN KEY (about, entry) "
        'REFERENCES "Order" (shop, "No") DEFERRABLE INITIALLY DEFERRED)'
    )
    shop.run('INSERT INTO book SELECT 1, shop, "No" FROM "Order" LIMIT 1')
    before = every_row(open_store("shop"))

    with pytest.raises(CommandError) as said:
        call_command("datamap", "rehearse", str(maya.subject.ref), stdout=io.StringIO())

    text = str(said.value)
    assert 'shop.reply: the function "Odd Shop".never()' in text
    assert "shop.Order: book: the constraint kept_in_books" in text
    assert "Yes" not in text
    assert every_row(open_store("shop")) == before


def test_it_waits_for_nobody(maya, monkeypatch):
    monkeypatch.setattr(rehearsing, "SECONDS", -1.0)
    done = rehearsing.rehearse(open_store("shop"), locate(open_store("shop"), maya.subject))
    assert "broken off" in next(step for step in done if step.table == "Order").refused
    bounds = []
    engine = type(open_store("shop").engine)
    original = engine.bounded
    monkeypatch.setattr(
        engine,
        "bounded",
        lambda self, cursor, **limits: bounds.append(limits) or original(self, cursor, **limits),
    )
    rehearsing.rehearse(open_store("shop"), locate(open_store("shop"), maya.subject))
    assert bounds == [{"statement_ms": 30_000, "lock_ms": 2_000}]
    with connections["platform"].cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


def test_held_data_is_not_rehearsed(maya):
    LegalHold.objects.create(
        subject=maya.subject, reason="A case before the court.", owner="Legal", review_on="2027-01-01"
    )
    with pytest.raises(CommandError, match="held_by_law"):
        call_command("datamap", "rehearse", str(maya.subject.ref), stdout=io.StringIO())


def test_show_says_where_and_how_many_and_no_value(maya):
    said = io.StringIO()
    call_command("datamap", "show", str(maya.subject.ref), stdout=said)

    lines = [line.split() for line in said.getvalue().splitlines()]
    assert ["Order", "1200"] in lines
    assert ["reply", "2"] in lines
    assert ["accounts_user", "1"] in lines
    assert maya.email not in said.getvalue()
    (event,) = AuditEvent.objects.filter(name="exports:data:located")
    assert (event.subject_ref, event.actor) == (maya.subject.ref, "system:candor")


def test_show_says_what_could_not_be_asked(maya, monkeypatch):
    def away(store: Any, located: Any) -> None:
        if store.key == "shop":
            raise StoreUnavailable("shop")

    monkeypatch.setattr("exports.stores.collect.count", away)
    held = {one.store: one.away for one in where_data_is(maya.subject, actor=SYSTEM)}
    assert held["shop"] == "store_unavailable"


@pytest.mark.parametrize(
    ("flag", "typed"), [(["--email"], "Maya@Example.org\n"), (["--id", "--of", "shop"], "4711\n")]
)
def test_an_address_or_number_comes_by_standard_input(maya, monkeypatch, flag, typed):
    add_identifier(maya.subject, "platform_id", "4711", store="shop")
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    said = io.StringIO()
    call_command("datamap", "show", *flag, stdout=said)
    assert "1200" in said.getvalue()


@pytest.mark.parametrize(
    ("given", "typed", "answer"),
    [
        (["maya@example.org"], "", "do not belong in the arguments"),
        ([], "", "Give the person's reference"),
        (["--email"], "nobody@example.org\n", "Nobody is known by that"),
        (["--email"], "\n", "Nothing was given"),
        (["--id"], "1\n", "name it with --of"),
        (["00000000-0000-4000-8000-000000000000"], "", "Nobody has this reference"),
    ],
)
def test_what_names_nobody_is_refused_and_not_repeated(maya, monkeypatch, given, typed, answer):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    with pytest.raises(CommandError, match=answer) as refused:
        call_command("datamap", "show", *given, stdout=io.StringIO())
    assert "@" not in str(refused.value)


def test_on_every_server_it_refuses_in_words_without_values_and_changes_nothing(cabinet):
    """A row of a table nobody mapped points at a person's note: each server says which key that is, or that it is one."""
    whole = rehearsing.rehearse(cabinet.store(), located())
    assert sum(step.rows for step in whole) > 20
    assert [step for step in whole if step.refused] == []
    cabinet.run(
        "CREATE TABLE elsewhere (id integer PRIMARY KEY, note integer, CONSTRAINT of_note FOREIGN KEY (note) REFERENCES notes (id))"
    )
    cabinet.run("INSERT INTO elsewhere VALUES (1, 10)")
    before = cabinet.everything()

    done = {step.table: step for step in rehearsing.rehearse(cabinet.store(), located())}

    said = {
        "postgresql": "elsewhere: the constraint of_note",
        "mariadb": "the constraint of_note",
        "sqlite": "FOREIGN KEY constraint failed",
    }
    assert done["notes"].refused == said[cabinet.server]
    assert cabinet.everything() == before
