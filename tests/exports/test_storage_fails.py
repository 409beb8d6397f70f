"""The private storage fails in the middle of a copy: no half object, no half copy, and the work goes on where it was."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.sweep import sweep
from config import addresses
from exports.archive import objects
from exports.building import making
from exports.models import ExportPackage
from exports.stores.store import StoreUnavailable
from tests.exports.archives import built, downloaded

pytestmark = [pytest.mark.django_db(databases=["default", "platform"]), pytest.mark.usefixtures("committed")]
NOBODY_LISTENS = "127.0.0.1:1"
MORE_THAN_A_PART = 20
"""So many pieces of a megabyte: an upload to a bucket has begun by then."""


@pytest.fixture(params=["folder", "bucket"])
def place(request: Any, settings: Any, tmp_path: Path, stored_in: Callable[[str, str], Any]) -> Iterator[Any]:
    """Keep objects in a folder or a bucket and return how to let that fail, to mend it, and what is unfinished there."""
    if request.param == "bucket":
        bucket = request.getfixturevalue("bucket")
        good = bucket.url("candor")
        away = good.partition("endpoint=")[0] + f"endpoint=http://{NOBODY_LISTENS}"
        stored_in("private", good)
        yield lambda there: stored_in("private", good if there else away), bucket.unfinished
        return
    (tmp_path / "file").write_bytes(b"")

    def lead(there: bool) -> None:
        folder = tmp_path / "objects" if there else tmp_path / "file" / "objects"
        settings.STORAGES = {**settings.STORAGES, "private": addresses.folder(folder)}

    lead(True)
    yield lead, list


def objects_are_those_of_sections(package: ExportPackage) -> bool:
    named = {name.rpartition("/")[2] for name in package.sections.values_list("object_name", flat=True)}
    return set(objects.names_in(package.folder)) == named - {""}


def test_a_storage_that_is_away_leaves_nothing_and_is_tried_again(
    place: Any, shop: Any, person: Any, jobs: Any, frozen: Any, monkeypatch: Any
) -> None:
    """It goes away after the rows of the user, and comes back."""
    lead, _unfinished = place
    shop.add_user("maya@example.org", select="Mayas own words")
    original = making.rows_content

    def rows(store: Any, *args: Any) -> Any:
        content = original(store, *args)
        if store.key == "shop":
            lead(False)
        return content

    with monkeypatch.context() as patch:
        patch.setattr(making, "rows_content", rows)
        with pytest.raises(Exception, match=r"Not a directory|Could not connect|cannot be reached"):
            built(person.subject, jobs)
    lead(True)
    package = ExportPackage.objects.get(subject=person.subject)
    assert (package.state, package.last_error_code) == ("building", "unexpected")
    assert package.sections_done > 0
    assert objects_are_those_of_sections(package)

    before = dict(package.sections.filter(done_at__isnull=False).values_list("pk", "object_name"))
    jobs.drop()
    frozen.move(minutes=5)
    assert sweep() == 1
    jobs.run()
    package.refresh_from_db()
    assert package.state == "ready"
    assert dict(package.sections.filter(pk__in=before).values_list("pk", "object_name")) == before
    assert objects_are_those_of_sections(package)
    assert b"Mayas own words" in downloaded(package).read("data/shop/user.json")


def test_a_stream_that_breaks_off_in_the_middle_of_an_upload_leaves_nothing(
    place: Any, shop: Any, person: Any, jobs: Any, monkeypatch: Any
) -> None:
    _lead, unfinished = place
    shop.add_user("maya@example.org")
    original = making.rows_content
    reached = []

    def rows(store: Any, *args: Any) -> Any:
        content = original(store, *args)

        def broken() -> Iterator[bytes]:
            for _ in range(MORE_THAN_A_PART):
                yield os.urandom(1024 * 1024)
            reached.append(unfinished() or objects.names_in(package().folder))
            raise StoreUnavailable("shop")

        if store.key == "shop":
            content.stream = broken()
        return content

    def package() -> ExportPackage:
        return ExportPackage.objects.get(subject=person.subject)

    monkeypatch.setattr(making, "rows_content", rows)
    built(person.subject, jobs)

    assert reached[0], "something had been written by then"
    assert package().last_error_code == "store_unavailable"
    assert unfinished() == []
    assert objects_are_those_of_sections(package())
