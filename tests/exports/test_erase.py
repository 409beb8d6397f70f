"""The eraser on a real database: every handling, every type, every kind of link, other people untouched."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connections

from accounts.clock import today
from accounts.models import DataSubject, LegalHold
from exports.stores.erase import HeldByLaw, erase_piece
from exports.stores.feasible import feasible, order
from exports.stores.residue import Finding, anchors, residue, telling_values
from exports.stores.store import StoreUnavailable
from exports.stores.suspend import resume, suspend
from tests.exports.cabinet import MINE, OTHER, build, cabinet_store, located, rows

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
PSEUDONYM = "erased-0123456789ab"


@pytest.fixture
def subject(db: None) -> DataSubject:
    """Return the person the cabinet's first rows are about."""
    return DataSubject.objects.create()


@pytest.fixture
def store(db: None, settings: Any, tmp_path: Any) -> Any:
    """Return the filled cabinet, with its files."""
    settings.STORAGES = {
        **settings.STORAGES,
        "platform_media": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    build()
    for name in ("a1.png", "a2.png", "f1.png", "f2.png", "both.png"):
        storages["platform_media"].save(name, ContentFile(b"picture"))
    return cabinet_store()


def erase(store: Any, subject: DataSubject, limit: int = 500) -> dict[str, int]:
    """Erase everything and return the rows touched by table."""
    touched = {}
    for table in order(store):
        total = 0
        while some := erase_piece(store, table, located(), subject=subject, pseudonym=PSEUDONYM, limit=limit):
            total += some
        touched[table] = total
    return touched


def test_the_map_of_the_cabinet_is_feasible(store: Any) -> None:
    """The declarations fit the live schema."""
    assert feasible(store) == []


@pytest.mark.parametrize("limit", [1, 2, 500])
def test_everything_goes_in_pieces_of_any_size(store: Any, subject: DataSubject, limit: int) -> None:
    """Rows are there before, gone after, whatever the size of a piece; a second run touches nothing."""
    for table in ("people", "notes", "files", "lines", "desks", "lamps"):
        assert rows(table, "TRUE"), table
    assert erase(store, subject, limit)["lines"] == 5
    assert rows("people", f"id = {MINE}") == []
    assert rows("notes", "id < 20") == []
    for table in ("files", "desks", "lamps"):
        assert [r["id"] for r in rows(table, "id < 20")] == []
    assert rows("lines", "order_id < 20") == []
    assert set(erase(store, subject, limit).values()) == {0}


def test_anonymised_rows_keep_what_is_declared_and_nothing_else(store: Any, subject: DataSubject) -> None:
    """Each type gets a neutral value of its own; amounts stay; unique texts stay different."""
    before = rows("orders", "id < 20")
    erase(store, subject)
    after = rows("orders", "id < 20")
    assert [r["amount"] for r in after] == [r["amount"] for r in before]
    assert len({r["slug"] for r in after}) == 5
    for row in after:
        assert row["person_id"] is None
        assert row["name"] == row["said"] == PSEUDONYM
        assert row["code"] == PSEUDONYM[:8]
        assert row["slug"].startswith(PSEUDONYM)
        assert row["tags"] == []
        assert row["extra"] == {}
        assert row["raw"] is row["feeling"] is row["born"] is None
        assert row["secret"] == "\\x"
        assert row["ip"] == "0.0.0.0"
        assert row["words"] == len(PSEUDONYM)
    assert len({r["alias"] for r in after}) == 1


def test_other_peoples_rows_are_untouched_except_declared_links(store: Any, subject: DataSubject) -> None:
    """Only what points at the erased rows lets go of them."""
    tables = ("files", "orders", "lines", "desks", "lamps", "ledger")
    before = {
        t: [r for r in rows(t) if r.get("person_id") == OTHER or r.get("order_id", 0) >= 20] for t in tables
    }
    assert all(before.values())
    erase(store, subject)
    for table in tables:
        assert [
            r for r in rows(table) if r.get("person_id") == OTHER or r.get("order_id", 0) >= 20
        ] == before[table], table
    assert rows("people") == [
        {"id": OTHER, "email": "p2@example.org", "avatar": "a2.png", "state": "open", "invited_by": None}
    ]
    assert rows("notes", "id = 99") == [{"id": 99, "person_id": OTHER, "parent_id": None, "body": "z"}]


def test_retained_rows_stay(store: Any, subject: DataSubject) -> None:
    """What the law keeps is not touched."""
    erase(store, subject)
    assert len(rows("ledger", f"person_id = {MINE}")) == 1


def test_files_go_and_shared_files_stay(store: Any, subject: DataSubject) -> None:
    """A file that somebody else's row names too is theirs as well."""
    media = storages["platform_media"]
    assert media.exists("a1.png")
    assert media.exists("f1.png")
    erase(store, subject)
    assert not media.exists("a1.png")
    assert not media.exists("f1.png")
    assert media.exists("both.png")
    assert media.exists("f2.png")


@pytest.mark.parametrize("name", ["x/../f2.png", "../f2.png"])
def test_a_name_that_leads_to_anothers_file_removes_nothing(
    store: Any, subject: DataSubject, name: str
) -> None:
    """Tidied up, `x/../f2.png` would be the other one's file, which another row names as `f2.png`."""
    media = storages["platform_media"]
    media.save("x/own.png", ContentFile(b"picture"))
    with connections["platform"].cursor() as cursor:
        cursor.execute("UPDATE cabinet.files SET path = %s WHERE id = 10", [name])
    erase(store, subject)
    assert rows("files", "id < 20") == []
    assert media.exists("f2.png")


def test_files_in_a_bucket_go_with_their_versions_and_a_storage_that_is_away_stops_it(
    store: Any, subject: DataSubject, bucket: Any, stored_in: Any
) -> None:
    """What cannot be removed now keeps its row, which alone knows its name."""
    stored_in("platform_media", bucket.url().replace(bucket.endpoint, "http://127.0.0.1:9"))
    with pytest.raises(StoreUnavailable):
        erase(store, subject)
    assert len(rows("files", "id < 20")) == 2
    stored_in("platform_media", bucket.url())
    bucket.client.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    for name in ("f1.png", "f1.png", "f1.png.bak", "f2.png", "both.png"):
        bucket.put(name, b"picture")
    erase(store, subject)
    page = bucket.client.list_object_versions(Bucket=bucket.name)
    assert sorted(one["Key"] for one in page["Versions"]) == ["both.png", "f1.png.bak", "f2.png"]
    assert "DeleteMarkers" not in page


def test_a_held_person_is_refused_by_the_store_itself(store: Any, subject: DataSubject) -> None:
    """A hold that comes between two pieces stops the next one."""
    hold = LegalHold.objects.create(
        subject=subject, reason="A court asked.", owner="Legal", review_on=today()
    )
    with pytest.raises(HeldByLaw):
        erase(store, subject)
    assert len(rows("notes", "id < 20")) == 2
    hold.released_at = hold.placed_at
    hold.save()
    assert erase(store, subject)["notes"] >= 2


def test_residue_names_places_and_no_values(store: Any, subject: DataSubject) -> None:
    """Everything is found before and nothing after; what comes back afterwards is found again."""
    values = telling_values(located().identifiers)
    noted = anchors(store, located())
    before = residue(store, located(), values, pseudonym=PSEUDONYM, anchored=noted)
    assert {f.table for f in before} == {"people", "notes", "files", "orders", "lines", "desks", "lamps"}
    assert Finding("cabinet", "people", "email", 1) in before
    assert all("p1@" not in str(f.as_data()) for f in before)
    erase(store, subject)
    assert residue(store, located(), values, pseudonym=PSEUDONYM, anchored=noted) == []
    with store.connection.cursor() as cursor:
        cursor.execute('UPDATE cabinet.orders SET extra = \'{"note": "ask P1@Example.org"}\' WHERE id = 21')
    assert residue(store, located(), values, pseudonym=PSEUDONYM, anchored=noted) == [
        Finding("cabinet", "orders", "extra", 1)
    ]


def test_short_identifiers_are_not_looked_for_in_text() -> None:
    """A number or a name can stand anywhere by chance; an address cannot."""
    assert telling_values({"platform_id": ["42"], "username": ["summer"], "email": ["p1@example.org"]}) == [
        "p1@example.org"
    ]


def test_suspend_and_resume_move_only_what_they_closed(store: Any) -> None:
    """An account the company blocked itself stays blocked."""
    assert suspend(store, located()) == 1
    assert suspend(store, located()) == 0
    assert rows("people", f"id = {MINE}")[0]["state"] == "closing"
    assert rows("people", f"id = {OTHER}")[0]["state"] == "open"
    assert resume(store, located()) == 1
    with store.connection.cursor() as cursor:
        cursor.execute("UPDATE cabinet.people SET state = 'blocked' WHERE id = 1")
    assert suspend(store, located()) == resume(store, located()) == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"orders": {"fields": {"amount": {"erase": "clear"}}}},
            "orders.amount is numeric and may not be empty",
        ),
        ({"orders": {"fields": {"ip": {"erase": "clear"}}}}, "orders.ip is inet"),
        ({"orders": {"fields": {"amount": {"erase": {"set": None}}}}}, "cannot be set to null"),
        ({"orders": {"fields": {"feeling": {"erase": "pseudonym"}}}}, "orders.feeling is cabinet.mood"),
        ({"desks": {"fields": {"lamp_id": None}}}, "wait for each other"),
        ({"notes": {"fields": {"parent_id": None}}}, "while notes.parent_id points at them"),
    ],
)
def test_what_cannot_be_erased_is_said_before_anything_is(store: Any, change: Any, sentence: str) -> None:
    """A map that would fail half-way is a list of sentences beforehand."""
    assert any(sentence in problem for problem in feasible(cabinet_store(**change)))
