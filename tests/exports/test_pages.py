from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.models import AuditEvent
from exports.actions.expiry import expire_package
from exports.actions.packages import request_package
from tests.exports.archives import built
from tests.signing_in import make_stale, sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("committed"),
]

SESSION = 8
"""Queries with which every page finds out who is signed in, notes that the session is in use, and looks for an unseen notice."""


@pytest.fixture
def maya(shop, person, bystander):
    shop.add_user("tom@example.org")
    return shop.add_user("maya@example.org", select="Mayas own words")


@pytest.fixture
def package(maya, person, jobs):
    return built(person.subject, jobs)


def pages_of(package):
    return [
        reverse("exports:package", args=[package.ref]),
        reverse("exports:download", args=[package.ref]),
        reverse("api-package", args=[package.ref]),
        reverse("api-package-file", args=[package.ref]),
    ]


def fetch(client, package, **headers):
    """Ask for the download and follow to the file."""
    allowed = client.post(reverse("exports:download", args=[package.ref]))
    assert allowed.status_code == 302, allowed
    return client.get(allowed["Location"], headers=headers)


@pytest.mark.promise("P17")
def test_the_page_counts_in_a_worker_and_shows_the_time(client, maya, person, jobs, clock_at):
    clock_at(datetime(2026, 12, 2, 12, 0, tzinfo=UTC))
    sign_in(client, person)

    first = client.get(reverse("exports:holdings"))
    assert "being counted" in first.content.decode()
    assert first["Refresh"] == "3"
    jobs.run(twice=True)
    page = client.get(reverse("exports:holdings"))
    text = page.content.decode()

    assert "Refresh" not in page
    assert "Counted on 2 December 2026, 12:00" in text
    assert "<span>Your profile</span> <span>1</span>" in text
    assert "Run the shop" in text
    assert "Carrier Inc." in text
    assert "Held by: Bank AG." in text
    assert "stands under each of them, and counts once in the sum" in text


def test_a_count_is_made_again_after_ten_minutes_and_only_once(client, maya, person, jobs, clock_at):
    clock = clock_at(datetime(2026, 12, 2, 12, 0, tzinfo=UTC))
    sign_in(client, person)
    client.get(reverse("exports:holdings"))
    jobs.run()
    client.get(reverse("exports:holdings"))
    assert jobs.waiting == []

    clock.move(minutes=11)
    client.get(reverse("exports:holdings"))
    client.get(reverse("exports:holdings"))

    assert len(jobs.waiting) == 1


def test_a_store_that_is_away_is_named_on_the_page(client, maya, person, jobs, monkeypatch):
    from exports.stores.store import StoreUnavailable

    def locate(store, subject):
        if store.key == "shop":
            raise StoreUnavailable("shop")
        return original(store, subject)

    from exports import counting

    original = counting.locate
    monkeypatch.setattr(counting, "locate", locate)
    sign_in(client, person)
    client.get(reverse("exports:holdings"))
    jobs.run()

    assert "The odd shop could not be reached" in client.get(reverse("exports:holdings")).content.decode()


def test_the_page_asks_the_same_number_of_queries_however_much_there_is(
    client, maya, person, jobs, django_assert_num_queries
):
    sign_in(client, person)
    client.get(reverse("exports:holdings"))
    jobs.run()
    client.get(reverse("exports:holdings"))

    with django_assert_num_queries(5 + SESSION):
        client.get(reverse("exports:holdings"))


def test_the_list_asks_the_same_number_of_queries_however_many_there_are(
    client, maya, person, jobs, django_assert_num_queries
):
    sign_in(client, person)
    built(person.subject, jobs)
    client.get(reverse("exports:packages"))
    with django_assert_num_queries(3 + SESSION) as few:
        client.get(reverse("exports:packages"))
    for _ in range(3):
        built(person.subject, jobs)

    with django_assert_num_queries(len(few)):
        assert client.get(reverse("exports:packages")).content.decode().count("/downloads/") > 3


def test_a_package_shows_how_far_it_is_and_then_its_button(client, maya, person, jobs):
    sign_in(client, person)
    package = request_package(person.subject, actor=SYSTEM)
    page = client.get(reverse("exports:package", args=[package.ref]))
    assert "waits for its turn" in page.content.decode()
    assert page["Refresh"] == "3"

    jobs.run()
    page = client.get(reverse("exports:package", args=[package.ref]))

    assert "Download (" in page.content.decode()
    assert "Refresh" not in page


def test_a_download_needs_a_fresh_sign_in(client, person, package):
    sign_in(client, person)
    make_stale(client)

    asked = client.post(reverse("exports:download", args=[package.ref]))

    assert asked.status_code == 302
    assert "reauthenticate" in asked["Location"]
    package.refresh_from_db()
    assert package.downloads == 0


def test_an_address_without_a_grant_leads_to_the_page(client, person, bystander, package):
    sign_in(client, person)
    link = reverse("exports:download", args=[package.ref])

    for address in (link, f"{link}?grant=nonsense"):
        answer = client.get(address)
        assert answer["Location"] == reverse("exports:package", args=[package.ref])


@pytest.mark.promise("P45")
def test_a_download_is_whole_audited_counted_and_told(client, person, package, jobs, outbox):
    sign_in(client, person)

    answer = fetch(client, package)
    data = b"".join(answer.streaming_content)
    jobs.run()

    assert answer["Content-Length"] == str(len(data)) == str(package.length)
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert data[:4] == b"PK\x03\x04"
    package.refresh_from_db()
    assert package.downloads == 1
    (event,) = AuditEvent.objects.filter(name="exports:package:opened")
    assert event.subject_ref == person.subject.ref
    assert any("downloaded" in mail.subject for mail in outbox)


def test_a_download_can_be_taken_up_again(client, person, package):
    sign_in(client, person)
    first = fetch(client, package)
    whole = b"".join(first.streaming_content)

    part = fetch(client, package, Range="bytes=100-", If_Range=first["ETag"])
    tail = fetch(client, package, Range="bytes=-22")
    other = fetch(client, package, Range="bytes=100-", If_Range='"another"')
    outside = fetch(client, package, Range=f"bytes={len(whole)}-")

    assert part.status_code == 206
    assert part["Content-Range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
    assert b"".join(part.streaming_content) == whole[100:]
    assert b"".join(tail.streaming_content) == whole[-22:]
    assert other.status_code == 200
    assert outside.status_code == 416
    package.refresh_from_db()
    assert package.downloads == 1


def test_a_stranger_finds_nothing_at_any_address(client, person, stranger, package):
    sign_in(client, person)
    assert client.get(pages_of(package)[0]).status_code == 200
    allowed = client.post(reverse("exports:download", args=[package.ref]))["Location"]

    sign_in(client, stranger)

    for address in [*pages_of(package), allowed]:
        assert client.get(address).status_code == 404, address
        assert client.get(address, headers={"Range": "bytes=0-10"}).status_code == 404, address
    assert client.post(pages_of(package)[1]).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client, package):
    for address in pages_of(package)[:2]:
        assert client.get(address).status_code == 302
    for address in pages_of(package)[2:]:
        assert client.get(address).status_code in (401, 403)


def test_an_expired_package_is_gone(client, person, package):
    sign_in(client, person)
    link = client.post(reverse("exports:download", args=[package.ref]))["Location"]
    expire_package(package, actor=SYSTEM)

    answer = client.get(link)

    assert answer["Location"] == reverse("exports:package", args=[package.ref])
    assert "has expired" in client.get(answer["Location"]).content.decode()


def test_the_api_says_and_gives_the_same(client, maya, person, jobs):
    sign_in(client, person)
    client.get(reverse("api-holdings"))
    jobs.run()
    holdings = client.get(reverse("api-holdings")).json()
    (gifts,) = [c for c in holdings["categories"] if c["key"] == "shop"]
    assert gifts["tables"] == {"Your profile": 1}
    assert gifts["purposes"] == [{"name": "Run the shop", "lawful_basis": "contract"}]

    made = client.post(reverse("api-packages"), content_type="application/json")
    assert made.status_code == 202
    jobs.run()
    (listed,) = client.get(reverse("api-packages")).json()["results"]
    assert listed["state"] == "ready"
    answer = client.get(listed["file"])
    assert len(b"".join(answer.streaming_content)) == listed["length"]

    make_stale(client)
    refused = client.get(listed["file"])
    assert (refused.status_code, refused.json()["code"]) == (403, "reauthentication_required")


def test_staff_see_the_state_and_nothing_of_the_content(client, officer, person, package):
    sign_in(client, officer, second_factor=True)

    page = client.get(reverse("admin:exports_exportpackage_change", args=[package.pk]))

    assert str(package.ref) in page.content.decode()
    assert "maya@example.org" not in page.content.decode()
    event = AuditEvent.objects.get(name="exports:package:viewed")
    assert (event.subject_ref, event.data) == (person.subject.ref, {"package": str(package.ref)})
