import os
import struct
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from accounts.actor import SYSTEM, actor_for
from accounts.clock import machine_time
from accounts.models import AuditEvent
from accounts.sealing import Unreadable
from accounts.sweep import sweep
from dsr.erasure.copies import CopyStays, drop
from exports.actions.expiry import expire_due, expire_package
from exports.actions.packages import (
    CannotRetry,
    PackageNotReady,
    open_download,
    request_package,
    retry_package,
)
from exports.archive import objects
from exports.archive.orphans import remove_orphans
from exports.archive.reader import Archive
from exports.archive.sealed import CHUNK, TAG, ObjectDamaged
from exports.building import build as building
from exports.building import making
from exports.models import ExportPackage
from exports.signals import package_failed
from exports.stores.store import StoreUnavailable
from tests.exports.archives import built, downloaded
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("committed"),
]


@pytest.fixture
def maya(shop, person):
    return shop.add_user("maya@example.org", select="Mayas own words")


@pytest.fixture
def failures():
    heard = []

    def listen(sender, package, **_):
        heard.append(package.last_error_code)

    package_failed.connect(listen)
    yield heard
    package_failed.disconnect(listen)


def away(monkeypatch):
    """Let the shop's rows break off, as when its database goes down in the middle."""
    original = making.rows_content

    def rows(store, *args):
        content = original(store, *args)
        if store.key != "shop":
            return content
        whole = content.stream

        def broken():
            yield next(whole)
            raise StoreUnavailable("shop")

        content.stream = broken()
        return content

    monkeypatch.setattr(making, "rows_content", rows)


def test_a_store_that_goes_away_is_tried_again_and_never_called_complete(
    maya, person, jobs, frozen, monkeypatch, failures
):
    with monkeypatch.context() as patch:
        away(patch)
        package = built(person.subject, jobs)
        assert package.state == "building"
        assert package.last_error_code == "store_unavailable"
        done = package.sections_done
        with pytest.raises(PackageNotReady):
            open_download(package, actor=SYSTEM)
    assert len(objects.names_in(package.folder)) == done

    frozen.move(minutes=5)
    assert sweep() == 1
    jobs.run()

    package.refresh_from_db()
    assert package.state == "ready"
    assert failures == []
    assert b"Mayas own words" in downloaded(package).read("data/shop/user.json")


def test_after_its_attempts_a_package_is_failed_and_staff_can_retry(
    client, officer, maya, person, jobs, frozen, monkeypatch, failures
):
    with monkeypatch.context() as patch:
        patch.setattr(
            "exports.building.plan.locate", lambda *_: (_ for _ in ()).throw(StoreUnavailable("shop"))
        )
        package = built(person.subject, jobs)
        for _ in range(10):
            frozen.move(hours=2)
            sweep()
            jobs.run()
    package.refresh_from_db()
    assert (package.state, package.last_error_code) == ("failed", "store_unavailable")
    assert failures == ["store_unavailable"]
    assert AuditEvent.objects.filter(name="exports:package:failed").count() == 1
    sign_in(client, person)
    page = client.get(reverse("exports:package", args=[package.ref])).content.decode()
    assert "could not be completed" in page
    assert "store_unavailable" not in page

    sign_in(client, officer, second_factor=True)
    client.post(
        reverse("admin:exports_exportpackage_changelist"),
        {"action": "retry", "_selected_action": [package.pk]},
    )
    jobs.run()

    package.refresh_from_db()
    assert package.state == "ready"
    with pytest.raises(CannotRetry):
        retry_package(package, actor=actor_for(officer))


def test_an_error_in_the_middle_leaves_no_half_object(maya, person, jobs, monkeypatch):
    def broken(*_args):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(making, "rows_content", broken)
        with pytest.raises(ZeroDivisionError):
            built(person.subject, jobs)

    package = ExportPackage.objects.get(subject=person.subject)
    assert package.last_error_code == "unexpected"
    kept = {s.object_name.rpartition("/")[2] for s in package.sections.all()} - {""}
    assert set(objects.names_in(package.folder)) == kept


@pytest.mark.parametrize("meanwhile", ["taken over", "begun again", "expired"])
def test_a_worker_that_lost_its_section_removes_what_it_wrote(maya, person, jobs, monkeypatch, meanwhile):
    package = request_package(person.subject, actor=SYSTEM)
    jobs.drop()
    slow = building.content_of

    def overtaken(tools, section):
        if meanwhile == "taken over":
            package.sections.filter(pk=section.pk).update(lease=uuid4())
        elif meanwhile == "begun again":
            ExportPackage.objects.filter(pk=package.pk).update(wrapped_key=b"of another plan")
        else:
            expire_package(package, actor=SYSTEM)
        return slow(tools, section)

    monkeypatch.setattr(building, "content_of", overtaken)
    assert building.build(package.pk) is False

    package.refresh_from_db()
    assert package.sections.exists()
    assert (package.sections_done, package.sections.filter(object_name="").count()) == (
        0,
        package.sections.count(),
    )
    assert objects.names_in(package.folder) == []


def test_messages_that_were_lost_cost_minutes_only(maya, person, jobs, frozen):
    package = request_package(person.subject, actor=SYSTEM)
    assert jobs.drop() == 1

    frozen.move(minutes=2)
    sweep()
    jobs.run()

    package.refresh_from_db()
    assert package.state == "ready"


@pytest.mark.promise("P39")
def test_without_the_installations_key_nothing_is_readable(maya, person, jobs, settings):
    package = built(person.subject, jobs)
    settings.CANDOR_KEY = os.urandom(32)

    with pytest.raises(Unreadable):
        list(Archive(package).read(0, package.length))


def test_a_package_fails_closed_when_the_key_is_another(maya, person, jobs, settings, failures):
    package = request_package(person.subject, actor=SYSTEM)
    settings.CANDOR_KEY = os.urandom(32)
    jobs.run()

    package.refresh_from_db()
    assert (package.state, package.last_error_code) == ("failed", "unreadable")
    assert failures == ["unreadable"]
    assert objects.names_in(package.folder) == []


def test_a_key_that_changes_while_a_package_is_made_stops_it_and_nothing_is_written_in_clear(
    client, officer, maya, person, jobs, settings, monkeypatch
):
    with monkeypatch.context() as patch:
        away(patch)
        package = built(person.subject, jobs)
    before = objects.names_in(package.folder)
    assert before
    settings.CANDOR_KEY = os.urandom(32)
    building.build(package.pk)
    ExportPackage.objects.filter(pk=package.pk).update(not_before=package.created_at)
    building.build(package.pk)

    package.refresh_from_db()
    assert (package.state, package.last_error_code) == ("failed", "unreadable")
    assert objects.names_in(package.folder) == before
    for name in before:
        with storages["private"].open(f"{package.folder}/{name}") as stored:
            assert b"maya" not in stored.read()
    sign_in(client, officer, second_factor=True)
    page = client.get(reverse("admin:exports_exportpackage_change", args=[package.pk])).content.decode()
    assert "unreadable" in page


@pytest.fixture
def large(maya, shop, person, jobs):
    shop.run(
        "INSERT INTO reply (author, body) SELECT %s, md5(n::text) || md5(n::text || 'x') FROM generate_series(1, 9000) n",
        maya,
    )
    package = built(person.subject, jobs)
    section = package.sections.get(kind="rows", table="reply")
    assert section.members[0]["compressed"] > 4 * CHUNK
    return package, section


def altered(section, change):
    storage = storages["private"]
    with storage.open(section.object_name) as stored:
        data = bytearray(stored.read())
    data = change(data)
    Path(storage.path(section.object_name)).write_bytes(data)


STEP = CHUNK + TAG


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data[: 16 + STEP],
        lambda data: (
            data[:16] + data[16 + STEP : 16 + 2 * STEP] + data[16 : 16 + STEP] + data[16 + 2 * STEP :]
        ),
        lambda data: data[:5000] + struct.pack("B", data[5000] ^ 1) + data[5001:],
        lambda data: bytes(16) + data[16:],
        lambda data: b"",
    ],
    ids=["cut", "cut-at-chunk", "reordered", "flipped", "salt", "empty"],
)
def test_an_object_that_was_tampered_with_is_refused(large, change):
    package, section = large
    list(Archive(package).read(0, package.length))
    altered(section, change)

    with pytest.raises(ObjectDamaged):
        list(Archive(package).read(0, package.length))


def test_a_section_cannot_stand_in_for_another(large):
    package, section = large
    other = package.sections.get(kind="rows", table="user")
    other.object_name = section.object_name
    other.save()

    with pytest.raises(ObjectDamaged):
        list(Archive(package).read(0, package.length))


@pytest.mark.promise("P31")
def test_a_package_expires_with_key_and_content(maya, person, jobs, frozen, settings):
    package = built(person.subject, jobs)
    assert objects.names_in(package.folder)
    frozen.move(days=settings.PACKAGE_LIFE_DAYS - 1)
    assert expire_due(actor=SYSTEM) == 0

    frozen.move(days=1, seconds=1)
    package.refresh_from_db()
    assert package.state == "expired"
    assert expire_due(actor=SYSTEM) == 1
    assert expire_due(actor=SYSTEM) == 0

    package.refresh_from_db()
    assert bytes(package.wrapped_key) == b""
    assert objects.names_in(package.folder) == []
    with pytest.raises(PackageNotReady):
        open_download(package, actor=SYSTEM)


def test_what_a_storage_refuses_to_delete_is_tried_again_and_shown(
    client, officer, maya, person, jobs, monkeypatch
):
    package = built(person.subject, jobs)
    with monkeypatch.context() as patch:
        patch.setattr(objects, "remove", lambda name: (_ for _ in ()).throw(OSError("The bucket refused")))
        expire_package(package, actor=SYSTEM)
        expire_due(actor=SYSTEM)
        with pytest.raises(CopyStays):
            drop(person.subject)
    package.refresh_from_db()
    assert (package.removed_at, package.last_error_code) == (None, "not_removed")
    assert bytes(package.wrapped_key) == b""
    assert objects.names_in(package.folder)
    sign_in(client, officer, second_factor=True)
    listed = reverse("admin:exports_exportpackage_changelist") + "?content=stored"
    assert str(package.ref) in client.get(listed).content.decode()

    expire_due(actor=SYSTEM)

    package.refresh_from_db()
    assert (package.removed_at is not None, package.last_error_code) == (True, "")
    assert objects.names_in(package.folder) == []
    assert str(package.ref) not in client.get(listed).content.decode()
    drop(person.subject)


@pytest.mark.parametrize("ending", ["failed", "cancelled"])
def test_what_was_built_of_a_package_that_came_to_nothing_goes(maya, person, jobs, frozen, ending):
    package = built(person.subject, jobs)
    ExportPackage.objects.filter(pk=package.pk).update(job_state=ending, ready_at=None, expires_at=None)
    frozen.move(days=8)
    assert objects.names_in(package.folder)
    assert expire_due(actor=SYSTEM) == 1
    assert objects.names_in(package.folder) == []


def test_a_package_that_is_being_made_can_be_stopped(maya, person, jobs):
    package = request_package(person.subject, actor=SYSTEM)
    expire_package(package, actor=SYSTEM)
    jobs.run()

    package.refresh_from_db()
    assert (package.job_state, package.sections_done) == ("cancelled", 0)
    assert request_package(person.subject, actor=SYSTEM) != package


def test_orphans_go_and_what_is_in_use_stays(maya, person, jobs, settings, tmp_path, monkeypatch):
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    package = built(person.subject, jobs)
    used = objects.names_in(package.folder)
    left = objects.write(package.folder, iter([b"half"]))
    gone = objects.write("packages/00000000-0000-4000-8000-000000000000", iter([b"half"]))
    assert remove_orphans() == 0

    monkeypatch.setattr("exports.archive.orphans.machine_time", lambda: machine_time() + timedelta(hours=2))
    ExportPackage.objects.filter(pk=package.pk).update(job_state="working")
    assert remove_orphans() == 1  # A bucket dates what took hours to write by its beginning.
    assert storages["private"].exists(left)
    ExportPackage.objects.filter(pk=package.pk).update(job_state="done")
    with monkeypatch.context() as patch:
        patch.setattr(objects, "remove", lambda name: (_ for _ in ()).throw(OSError("The bucket refused")))
        assert remove_orphans() == 0
    assert remove_orphans() == 1

    assert objects.names_in(package.folder) == used
    for name in (left, gone):
        assert not storages["private"].exists(name)
