"""Stores of files, in a folder and in a bucket: whose they are, in the copy, counted, erased in pieces, looked for again."""

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.actor import SYSTEM
from accounts.clock import now, today
from accounts.datamap.current import current
from accounts.models import LegalHold
from dsr.holdings import anything_held
from exports.actions.holdings import refresh_holdings
from exports.actions.packages import request_package
from exports.building import content
from exports.building.build import build
from exports.holdings import held
from exports.models import ExportPackage, HoldingsSummary
from exports.stores import objects
from exports.stores.erase import HeldByLaw
from exports.stores.locate import locate
from exports.stores.located import Located
from exports.stores.registry import all_stores
from exports.stores.store import StoreFault, StoreUnavailable
from tests.exports.archives import built, downloaded

pytestmark = [pytest.mark.django_db(databases=["default", "platform"]), pytest.mark.usefixtures("committed")]
STORES = """
  media:
    kind: files
    name: What members sent
    objects:
      scans: {name: Your scans, storage: scans, prefix: "members/{platform_id}/", category: shop, erase: delete}
      letters: {storage: scans, prefix: "letters/{email}/in/", category: shop, erase: delete}
      books: {storage: scans, prefix: "books/{shop.platform_id}/", category: shop, erase: retain,
        retain: {basis: legal_obligation, reason: Tax law asks for these papers., rule: shop-life}}
      checks: {storage: scans, prefix: "checks/{platform_id}/", category: shop, erase: delete,
        withheld: A copy would tell a thief how we recognise thieves.}
"""


class LocalFolder:
    """A folder with the verbs of a bucket."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()

    def url(self) -> str:
        return self.path.as_uri()

    def put(self, name: str, content: bytes) -> None:
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        (self.path / name).write_bytes(content)

    def names(self) -> list[str]:
        return [str(p.relative_to(self.path)) for p in self.path.rglob("*") if not p.is_dir()]


@pytest.fixture(params=["folder", "bucket"])
def media(request: pytest.FixtureRequest, stored_in: Any, tmp_path: Path) -> Any:
    made = LocalFolder(tmp_path / "scans") if request.param == "folder" else request.getfixturevalue("bucket")
    stored_in("scans", made.url())
    return made


@pytest.fixture
def maya(shop: Any, use_map: Callable[[str], None], media: Any) -> str:
    """Maya's number at the shop, with files of hers, and Tom's beside them."""
    use_map(shop.MAP + STORES)
    mine, other = str(shop.add_user("maya@example.org")), str(shop.add_user("tom@example.org"))
    media.put(f"members/{mine}/a.txt", b"mine a")
    media.put(f"members/{mine}/2024/b c.txt", b"mine b")
    media.put("letters/maya@example.org/in/one.eml", b"dear Maya")
    media.put("letters/maya@example.org/out/two.eml", b"from Maya")
    media.put(f"books/{mine}/2024.pdf", b"bill")
    media.put(f"checks/{mine}/score.txt", b"secret rules")
    for name in (f"members/{other}/t.txt", f"members/{mine}0/x.txt", f"members/{mine}", "members/readme.txt"):
        if name != f"members/{mine}" or not isinstance(media, LocalFolder):
            media.put(name, b"of somebody else")
    return mine


def located(subject: Any) -> Located:
    with_tables = {store.key: locate(store, subject) for store in all_stores()}
    return objects.locate_all_files(with_tables)["media"]


def others(media: Any, mine: str) -> list[str]:
    """Return the names of all that may never be touched."""
    hers = (f"members/{mine}/", f"checks/{mine}/", "letters/maya@example.org/in/")
    return sorted(name for name in media.names() if not name.startswith(hers))


def test_what_begins_with_what_is_theirs_is_theirs_and_nothing_else(
    maya: str, person: Any, bystander: Any
) -> None:
    mine = located(person.subject)
    assert mine.keys["scans"] == [(f"members/{maya}/",)]
    assert mine.identifiers == {}
    assert Located.from_data(json.loads(json.dumps(mine.as_data()))) == mine
    assert objects.count_files(current().store("media"), mine) == {
        "scans": 2,
        "letters": 1,
        "books": 1,
        "checks": 1,
    }
    his = located(bystander.subject)
    assert objects.count_files(current().store("media"), his) == {
        "scans": 1,
        "letters": 0,
        "books": 0,
        "checks": 0,
    }


def test_they_are_counted_and_shown_with_what_is_held(
    maya: str, person: Any, stranger: Any, jobs: Any
) -> None:
    refresh_holdings(person.subject, actor=SYSTEM)
    jobs.run()
    summary = HoldingsSummary.objects.get(subject=person.subject)
    assert summary.counts["media"] == {"scans": 2, "letters": 1, "books": 1, "checks": 1}
    (shop,) = [one for one in held(current(), summary) if one.about.category.key == "shop"]
    assert ("Your scans", 2) in shop.tables
    assert anything_held(person.subject)
    assert not anything_held(stranger.subject)


def test_files_alone_are_something_held(maya: str, stranger: Any, media: Any) -> None:
    media.put("letters/eve@example.org/in/one.eml", b"dear Eve")
    assert anything_held(stranger.subject)


def test_a_copy_holds_them_by_their_own_names(maya: str, person: Any, jobs: Any) -> None:
    zipped = downloaded(built(person.subject, jobs))
    names = [name for name in zipped.namelist() if name.startswith("files/media/")]
    contents = {name.split("/", 3)[3][-7:]: zipped.read(name) for name in names}
    assert sorted(contents.values()) == [b"bill", b"dear Maya", b"mine a", b"mine b"]
    assert any(name.startswith("files/media/scans/2024/") and "b-c-" in name for name in names)
    everything = b"".join(zipped.read(name) for name in zipped.namelist())
    assert b"of somebody else" not in everything
    assert b"secret rules" not in everything
    assert b"A copy would tell a thief how we recognise thieves." in zipped.read("not-included.html")
    assert b"Your scans" in zipped.read("README.html")
    manifest = json.loads(zipped.read("manifest.json"))
    (scans,) = [
        one for one in manifest["sections"] if (one.get("store"), one.get("table")) == ("media", "scans")
    ]
    assert (scans["kind"], scans["records"], scans["label"], scans["category"]) == (
        "files",
        2,
        "Your scans",
        "shop",
    )
    assert scans["retention"]["name"] == "While the account is open"
    (checks,) = [one for one in manifest["not_included"] if one["store"] == "media"]
    assert (checks["kind"], checks["table"], checks["field"]) == ("withheld", "checks", None)


@pytest.mark.parametrize(("bound", "most"), [("MOST_FILES", 2), ("MOST_BYTES", 1)])
def test_many_files_are_cut_into_pieces_and_at_most_one_is_made_again(
    maya: str, person: Any, media: Any, jobs: Any, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    """Stopped in a later piece it goes on there; names are unique over all, and what came or went meanwhile disturbs nothing."""
    for name in ("b.txt", "c/z.txt", "c.txt", "d.txt"):
        media.put(f"members/{maya}/{name}", name.encode())
    monkeypatch.setattr(content, bound, most)
    opened: list[str] = []

    def failing(files: Any, file: Any) -> Any:
        opened.append(file.short)
        if file.short == "c.txt" and opened.count("c.txt") == 1:
            raise StoreUnavailable("media")
        return objects.open_file(files, file)

    monkeypatch.setattr(content, "open_file", failing)
    package = request_package(person.subject, actor=SYSTEM)
    while build(package.pk):
        pass
    package.refresh_from_db()
    assert (package.job_state, package.last_error_code) == ("queued", "store_unavailable")
    media.put(f"members/{maya}/0-came-before.txt", b"late")
    ExportPackage.objects.update(not_before=now())
    jobs.run()
    package.refresh_from_db()
    pieces = list(package.sections.filter(store="media", table="scans").order_by("position"))
    assert [len(piece.members) for piece in pieces] == ([3, 3, 3] if bound == "MOST_FILES" else [2] * 6)
    again = [name for name in set(opened) if opened.count(name) > 1]
    assert "c.txt" in again
    assert len(again) <= (2 if bound == "MOST_FILES" else 1)
    made = [member["name"] for piece in pieces for member in piece.members]
    names = [name for name in made if name.startswith("files/")]
    zipped = downloaded(package)
    assert sorted(zipped.read(name) for name in names) == sorted(
        [b"mine a", b"mine b", b"b.txt", b"c/z.txt", b"c.txt", b"d.txt"]
    )
    assert len(set(zipped.namelist())) == len(zipped.namelist())
    front, lists = zipped.read("README.html"), [name for name in made if name not in names]
    assert all(name.encode() in front for name in [*names, *lists])
    linked = b"".join(zipped.read(name) for name in lists)
    assert all(linked.count(f'<a href="../../{name}">'.encode()) == 1 for name in names)
    assert package.sections_done == package.sections_total


def erase(subject: Any, mine: Located, key: str = "scans", limit: int = 500) -> int:
    return objects.erase_files(current().store("media"), key, mine, subject=subject, limit=limit)


@pytest.mark.promise("P30")
def test_they_are_erased_in_pieces_and_looked_for_again(maya: str, person: Any, media: Any) -> None:
    store, mine, before = current().store("media"), located(person.subject), others(media, maya)
    for number in range(7):
        media.put(f"members/{maya}/deep/er/{number}.txt", b"x")
    assert {finding.table for finding in objects.files_left(store, mine)} == {"scans", "letters", "checks"}
    assert [erase(person.subject, mine, limit=4) for _ in range(4)] == [4, 4, 1, 0]
    assert {finding.table for finding in objects.files_left(store, mine)} == {"letters", "checks"}
    for key in store.objects:
        while erase(person.subject, mine, key):
            pass
        assert erase(person.subject, mine, key) == 0
    assert objects.files_left(store, mine) == []
    assert others(media, maya) == before == sorted(media.names())
    assert f"books/{maya}/2024.pdf" in before


def test_a_file_that_comes_meanwhile_is_found_again(maya: str, person: Any, media: Any) -> None:
    store, mine = current().store("media"), located(person.subject)
    while erase(person.subject, mine):
        pass
    media.put(f"members/{maya}/late.txt", b"x")
    assert next((f.store, f.table, f.rows) for f in objects.files_left(store, mine)) == ("media", "scans", 1)
    assert erase(person.subject, mine) == 1


def test_a_hold_keeps_them(maya: str, person: Any, media: Any, officer: Any) -> None:
    mine, before = located(person.subject), sorted(media.names())
    LegalHold.objects.create(
        subject=person.subject, reason="A lawsuit is going on.", placed_at=now(), review_on=today()
    )
    with pytest.raises(HeldByLaw):
        erase(person.subject, mine)
    assert sorted(media.names()) == before


@pytest.mark.parametrize("value", ["../2", "a/b", "*", " ", ".."])
def test_a_value_that_is_no_folder_name_is_a_fault_of_the_store(maya: str, value: str) -> None:
    one = {"shop": Located("shop", {}, {"platform_id": [value]})}
    with pytest.raises(StoreFault):
        objects.locate_files(current().store("media"), one)


def test_without_the_store_that_has_the_numbers_nobody_can_say_whose_they_are(maya: str) -> None:
    with pytest.raises(StoreUnavailable):
        objects.locate_files(current().store("media"), {})


def test_several_numbers_are_several_folders(maya: str, person: Any, media: Any, shop: Any) -> None:
    second = str(shop.add_user("MAYA@example.org"))
    media.put(f"members/{second}/z.txt", b"mine z")
    assert objects.count_files(current().store("media"), located(person.subject))["scans"] == 3


def test_an_unreachable_storage_is_said_and_named(
    maya: str, person: Any, stored_in: Any, jobs: Any, bucket: Any
) -> None:
    stored_in("scans", bucket.url().replace(bucket.endpoint, "http://127.0.0.1:9"))
    store, mine = current().store("media"), located(person.subject)
    for attempt in (objects.count_files, objects.files_left):
        with pytest.raises(StoreUnavailable):
            attempt(store, mine)
    with pytest.raises(StoreUnavailable):
        erase(person.subject, mine)
    refresh_holdings(person.subject, actor=SYSTEM)
    jobs.run()
    assert HoldingsSummary.objects.get(subject=person.subject).unavailable == ["media"]


class TestAFolder:
    """What only a folder has: links, and folders that stay."""

    @pytest.fixture
    def media(self, stored_in: Any, tmp_path: Path) -> LocalFolder:
        made = LocalFolder(tmp_path / "scans")
        stored_in("scans", made.url())
        return made

    def test_links_are_removed_and_never_followed(
        self, maya: str, person: Any, media: LocalFolder, tmp_path: Path, jobs: Any
    ) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        (outside / "secret.txt").write_bytes(b"0utside and secret")
        (media.path / f"members/{maya}/link.txt").symlink_to(outside / "secret.txt")
        (media.path / f"members/{maya}/linked").symlink_to(outside)
        zipped = downloaded(built(person.subject, jobs))
        assert b"0utside and secret" not in b"".join(zipped.read(name) for name in zipped.namelist())
        assert b"link.txt" in zipped.read("not-included.html")
        while erase(person.subject, located(person.subject)):
            pass
        assert (outside / "secret.txt").read_bytes() == b"0utside and secret"
        assert not (media.path / f"members/{maya}").exists()

    def test_a_folder_that_is_a_link_is_refused_where_it_leads_out(
        self, maya: str, person: Any, media: LocalFolder, tmp_path: Path
    ) -> None:
        outside = tmp_path / "outside"
        (media.path / "members").rename(outside)
        (media.path / "members").symlink_to(outside)
        with pytest.raises(StoreUnavailable):
            erase(person.subject, located(person.subject))
        assert (outside / maya / "a.txt").exists()

    def test_memory_holds_the_names_of_one_folder_and_no_more(
        self, maya: str, person: Any, media: LocalFolder
    ) -> None:
        """They are put in order, at a few bytes each. A page of a bucket's names is fetched when it is needed: tests/config/test_s3.py."""
        for number in range(5000):
            (media.path / f"members/{maya}/file-{number}").touch()
        store, mine = current().store("media"), located(person.subject)
        found = objects.names(store, store.objects["scans"], mine)
        tracemalloc.start()
        assert sum(1 for _ in found) == 5002
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 5000 * 200

    def test_an_empty_folder_is_a_trace_until_it_is_gone(
        self, maya: str, person: Any, media: LocalFolder
    ) -> None:
        store, mine = current().store("media"), located(person.subject)
        for path in (media.path / f"members/{maya}").rglob("*.txt"):
            path.unlink()
        assert "scans" in {finding.table for finding in objects.files_left(store, mine)}
        assert erase(person.subject, mine) == 0
        assert "scans" not in {finding.table for finding in objects.files_left(store, mine)}


class TestABucket:
    """What only a bucket has: names that a folder would tidy up, marks of folders, and versions."""

    @pytest.fixture
    def media(self, stored_in: Any, bucket: Any) -> Any:
        stored_in("scans", bucket.url())
        return bucket

    def test_names_are_taken_as_they_are(self, maya: str, person: Any, media: Any, jobs: Any) -> None:
        odd = [
            f"members/{maya}/../{maya}0/x.txt",
            f"members/{maya}//double",
            f"members/{maya}/folder/",
            f"members/{maya}/",
        ]
        for name in odd:
            media.put(name, b"mine, oddly named")
        assert objects.count_files(current().store("media"), located(person.subject))["scans"] == 4
        zipped = downloaded(built(person.subject, jobs))
        names = [name for name in zipped.namelist() if zipped.read(name) == b"mine, oddly named"]
        assert len(names) == 2
        assert not any(".." in name.split("/") or "//" in name for name in names)
        while erase(person.subject, located(person.subject)):
            pass
        assert not any(name.startswith(f"members/{maya}/") for name in media.names())
        assert f"members/{maya}0/x.txt" in media.names()

    def test_older_versions_go_too(self, maya: str, person: Any, media: Any) -> None:
        media.client.put_bucket_versioning(Bucket=media.name, VersioningConfiguration={"Status": "Enabled"})
        store, mine = current().store("media"), located(person.subject)
        media.put(f"members/{maya}/a.txt", b"newer")
        media.client.delete_object(Bucket=media.name, Key=f"members/{maya}/2024/b c.txt")
        assert objects.count_files(store, mine)["scans"] == 1
        while erase(person.subject, mine, limit=2):
            pass
        assert "scans" not in {finding.table for finding in objects.files_left(store, mine)}
        left = media.client.list_object_versions(Bucket=media.name, Prefix=f"members/{maya}/")
        assert "Versions" not in left
        assert "DeleteMarkers" not in left
