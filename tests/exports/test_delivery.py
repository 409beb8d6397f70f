"""How often and how long a copy can be downloaded, and how the same is asked for again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.models import AuditEvent
from exports.actions.again import CannotReissue, ask_for_package, reissue_package
from exports.actions.packages import DownloadsUsedUp, open_download, request_package
from exports.cooling import TooSoon
from exports.models import ExportPackage
from exports.scope import Scope
from tests.exports.archives import built
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("committed"),
]
NOON = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def maya(shop, person, bystander):
    return shop.add_user("maya@example.org", select="Mayas own words")


def page_of(client, package):
    return client.get(reverse("exports:package", args=[package.ref])).content.decode()


@pytest.mark.promise("P33", "P45")
def test_a_copy_is_downloaded_so_often_and_then_asked_for_again_in_one_press(
    client, maya, person, jobs, clock_at, settings, outbox
):
    clock = clock_at(NOON)
    settings.PACKAGE_DOWNLOADS = 2
    package = built(person.subject, jobs)
    settings.PACKAGE_DOWNLOADS = 50  # What was said when the copy was asked for holds.
    sign_in(client, person)
    assert "2 more times of 2" in page_of(client, package)

    for told in (1, 2):
        for _ in range(3):
            assert open_download(package, actor=SYSTEM).begins is (_ == 0)
        jobs.run()
        assert len([mail for mail in outbox if "downloaded" in mail.subject]) == told
        clock.move(minutes=61)
    sign_in(client, person)
    package.refresh_from_db()
    assert (package.state, package.downloads) == ("used_up", 2)
    with pytest.raises(DownloadsUsedUp):
        open_download(package, actor=SYSTEM)
    assert AuditEvent.objects.filter(name="exports:package:opened").count() == 2

    page = page_of(client, package)
    assert "downloaded 2 times, as often as it can be" in page
    assert "2 December 2026, 12:00" in page
    again = reverse("exports:again", args=[package.ref])
    assert again in page
    assert again in client.get(reverse("exports:packages")).content.decode()
    told = client.get(reverse("api-package", args=[package.ref])).json()
    assert (told["state"], told["downloads_left"], told["can_be_reissued"]) == ("used_up", 0, True)
    assert told["files"][0]["file"] is None
    assert len(told["opened"]) == 2
    refused = client.get(reverse("api-package-file", args=[package.ref]))
    assert (refused.status_code, refused.json()["code"]) == (409, "downloads_used_up")

    made = ExportPackage.objects.get(ref=client.post(again)["Location"].rstrip("/").rpartition("/")[2])
    assert made != package
    assert made.downloads_allowed == 50
    assert client.post(again)["Location"] == reverse("exports:package", args=[made.ref])
    with pytest.raises(CannotReissue):
        reissue_package(made, actor=SYSTEM)


def test_a_copy_asked_for_again_holds_the_same_for_the_same_request(maya, person, jobs, frozen, settings):
    wish = Scope(right="portability", since=NOON.date(), formats=("csv",))
    request = "00000000-0000-4000-8000-000000000001"
    first = request_package(person.subject, actor=SYSTEM, scope=wish, request_ref=request)
    jobs.run()
    frozen.move(days=settings.PACKAGE_LIFE_DAYS, seconds=1)
    first.refresh_from_db()

    made = reissue_package(first, actor=SYSTEM)

    made.refresh_from_db()
    assert (made.wish, str(made.request_ref)) == (wish, request)
    event = AuditEvent.objects.get(name="exports:package:reissued")
    assert event.data == {"package": str(first.ref), "again": str(made.ref)}

    ExportPackage.objects.filter(pk=made.pk).update(job_state="failed", last_error_code="unreadable")
    last = reissue_package(made, actor=SYSTEM)
    made.refresh_from_db()
    assert last != made
    assert (made.state, last.wish) == ("expired", wish)


def test_the_button_says_when_the_same_data_is_copied_again(client, maya, person, jobs, clock_at):
    clock = clock_at(NOON)
    sign_in(client, person)
    api = reverse("api-packages")
    assert client.post(api, content_type="application/json").status_code == 202
    assert (
        client.post(api, content_type="application/json").status_code == 202
    )  # It is being made, and waited for.
    jobs.run()
    clock.move(minutes=20)

    refused = client.post(api, content_type="application/json")

    assert (refused.status_code, refused["Retry-After"]) == (429, "2400")
    assert refused.json()["code"] == "too_soon"
    assert refused.json()["until"].startswith("2026-12-02T13:00:00")
    assert "13:00" in refused.json()["detail"]
    with pytest.raises(TooSoon):
        ask_for_package(person.subject, actor=SYSTEM, scope=Scope(formats=("csv",), part_bytes=10**9))
    other = ask_for_package(person.subject, actor=SYSTEM, scope=Scope(categories=("shop",)))
    jobs.run()
    package = ExportPackage.objects.exclude(pk=other.pk).get()
    ExportPackage.objects.filter(pk=package.pk).update(expires_at=NOON)
    page = page_of(client, package)
    assert "The button makes the next one from 2 December 2026, 13:00" in page
    assert "Ask for the same again" in page
    assert reverse("dsr:ask") in page
    told = client.post(reverse("exports:again", args=[package.ref]), follow=True)
    assert "made a short while ago" in told.content.decode()
    assert request_package(person.subject, actor=SYSTEM).job_state == "queued"  # A request never waits.
    jobs.run()

    clock.move(hours=1, seconds=1)
    assert client.post(reverse("api-package-again", args=[package.ref])).status_code == 202


def test_nobody_elses_copy_is_asked_for_again(client, maya, person, stranger, jobs):
    package = built(person.subject, jobs)
    ExportPackage.objects.update(created_at=NOON - timedelta(days=40), expires_at=NOON - timedelta(days=20))
    sign_in(client, stranger)
    for address in ("exports:again", "api-package-again"):
        assert client.post(reverse(address, args=[package.ref])).status_code == 404
    assert ExportPackage.objects.count() == 1
    sign_in(client, person)
    assert client.post(reverse("api-package-again", args=[package.ref])).status_code == 202
