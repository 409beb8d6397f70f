"""Copies with what stores outside answered: waited for, included, and never called complete without it."""

import json

import pytest
from django.urls import reverse

from accounts.actor import SYSTEM
from exports.actions.expiry import expire_package
from exports.actions.packages import request_package
from exports.archive.objects import folders
from exports.models import StoreTask
from tests.exports.archives import downloaded
from tests.exports.outside import CELLAR, call_back, map_with, now_as, webhook_store
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed", "outbox", "private"),
    pytest.mark.promise("P10", "P33"),
]


@pytest.fixture
def stores(desk, use_map):
    """Put a map with a service and a cellar in force."""
    use_map(map_with(webhook_store(desk.url, answers="access"), CELLAR))
    return desk


def refreshed(package):
    """Return the package as the database has it."""
    return type(package).objects.get(pk=package.pk)


def deliver(jobs, package):
    """Deliver the message the sweeper would send."""
    jobs.collect("exports.tasks.build_package", [package.pk], {})
    jobs.run()


def ready(person, jobs, stores, clock):
    """Return a package whose cellar stays silent to the end."""
    package = request_package(person.subject, actor=SYSTEM)
    jobs.run()
    clock.move(days=10)
    deliver(jobs, package)
    return refreshed(package)


def test_it_waits_for_every_store_and_has_what_they_handed_over(person, jobs, stores, frozen, client):
    stores.says["access"] = None
    package = request_package(person.subject, actor=SYSTEM)
    jobs.run()
    assert refreshed(package).state == "building"
    service = StoreTask.objects.get(store="sales")
    told = stores.signed({"id": str(service.ref), "state": "completed", "data": {"calls": ["Dear Maya"]}})
    assert call_back(client, "sales", *told).status_code == 202
    jobs.run()
    assert refreshed(package).state == "building", "the cellar has not answered"

    frozen.move(days=10)
    deliver(jobs, package)
    package = refreshed(package)
    assert package.state == "ready"
    zipped = downloaded(package)
    (name,) = [n for n in zipped.namelist() if n.startswith("outside/sales/")]
    assert json.loads(zipped.read(name)) == {"calls": ["Dear Maya"]}
    assert not folders("answers") or not StoreTask.objects.get(store="sales").answers.exists()


def test_a_copy_without_an_answer_is_never_called_complete(person, jobs, stores, frozen):
    stores.says["access"] = {"state": "refused"}
    zipped = downloaded(ready(person, jobs, stores, frozen))
    manifest = json.loads(zipped.read("manifest.json"))
    front, left_out = zipped.read("README.html").decode(), zipped.read("not-included.html").decode()

    assert manifest["complete"] is False
    states = {one["store"]: (one["state"], one["complete"]) for one in manifest["other_systems"]}
    assert states == {"cellar": ("no_answer", False), "sales": ("refused", False)}
    assert "This copy is not complete" in front
    assert "What The cellar holds is not in it." in front
    assert "did not answer by 12 December 2026" in left_out
    assert "asked and refused" in left_out


def test_a_copy_for_which_all_answered_is_complete(person, jobs, desk, use_map):
    use_map(map_with(webhook_store(desk.url, answers="access")))
    desk.says["access"] = {"state": "nothing_held"}
    package = request_package(person.subject, actor=SYSTEM)
    jobs.run()
    zipped = downloaded(refreshed(package))
    assert json.loads(zipped.read("manifest.json"))["complete"] is True
    assert "not complete" not in zipped.read("README.html").decode()
    assert desk.verbs() == ["access"]


def test_a_store_that_cannot_be_asked_for_copies_is_named(person, jobs, desk, use_map):
    use_map(map_with(webhook_store(desk.url, answers="erase")))
    package = request_package(person.subject, actor=SYSTEM)
    jobs.run()
    zipped = downloaded(refreshed(package))
    assert json.loads(zipped.read("manifest.json"))["other_systems"] == [
        {"store": "sales", "name": "The sales desk", "complete": False, "asked": False}
    ]
    assert "cannot be asked for copies here" in zipped.read("not-included.html").decode()
    assert desk.asked == []


def said(client, name, *args):
    """Return the words of a page."""
    return " ".join(client.get(reverse(name, args=args)).content.decode().split())


def test_every_page_says_who_is_waited_for_and_then_what_is_missing(
    person, bystander, jobs, stores, frozen, client
):
    stores.says["access"] = 500
    package = request_package(person.subject, actor=SYSTEM)
    jobs.run()
    sign_in(client, person)
    pages = [("exports:package", package.ref), ("exports:packages",)]
    for page in pages:
        text = said(client, *page)
        assert "<dt>The cellar</dt><dd>Asked on 2 December 2026, has until 12 December 2026" in text
        assert "<dt>The sales desk</dt><dd>Could not be reached yet; we have tried since 2" in text
        assert "made without what it holds" in text
    told = client.get(reverse("api-package", args=[package.ref])).json()
    assert (told["complete"], told["missing_systems"]) == (None, None)
    (cellar, sales) = told["waiting_for"]
    assert (cellar["name"], cellar["asked"], cellar["until"]) == ("The cellar", True, "2026-12-12T12:00:00Z")
    assert (sales["name"], sales["asked"], sales["since"]) == (
        "The sales desk",
        False,
        "2026-12-02T12:00:00Z",
    )
    assert "the copy says so" in sales["then"]
    assert client.get(reverse("api-packages")).json()["results"][0]["waiting_for"] == [cellar, sales]
    sign_in(client, bystander)
    assert "The cellar" not in said(client, "exports:packages")

    frozen.move(days=10)
    deliver(jobs, package)
    sign_in(client, person)
    assert "The cellar" not in said(client, "exports:packages")
    page = said(client, "exports:package", package.ref)
    assert "We wait for others" not in page
    assert "This copy is not complete" in page
    assert "The cellar: It was asked and did not answer" in page
    told = client.get(reverse("api-package", args=[package.ref])).json()
    assert (told["waiting_for"], told["complete"]) == ([], False)
    assert sorted(told["missing_systems"]) == ["The cellar", "The sales desk"]


def test_an_expired_copy_takes_its_questions_and_answers_with_it(person, jobs, stores):
    stores.says["access"] = {"state": "completed", "data": 1}
    package = request_package(person.subject, actor=SYSTEM)
    jobs.run()
    service, cellar = StoreTask.objects.get(store="sales"), StoreTask.objects.get(store="cellar")
    assert service.answers.exists()
    expire_package(package, actor=SYSTEM)
    assert now_as(cellar).state == "cancelled"
    assert now_as(service).state == "completed"
    assert not service.answers.exists()


def test_messages_twice_ask_once(person, jobs, stores, frozen):
    request_package(person.subject, actor=SYSTEM)
    jobs.run(twice=True)
    assert StoreTask.objects.count() == 2
    assert len(stores.ids("access")) == 1
