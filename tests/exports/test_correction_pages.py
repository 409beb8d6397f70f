"""The pages and the API of corrections: a fresh sign-in, the person's own values, none in an address."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts import signing
from accounts.encoding import canonical, from_text
from accounts.models import User
from exports.models import CorrectableValues, Correction, ValueCheck
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("jobs", "committed"),
]


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def entry(office: Any, person: User, bystander: User) -> int:
    """Return the key of Maya's entry; Tom has one too."""
    office.add(email="tom@example.org", given="Tom", tax_number="99")
    return office.add(email="maya@example.org", given="Maja <3", nick="may", tax_number="12 34")


def place_of(client: Client, jobs: Any, label: str) -> str:
    """Return the address of one value's form, from the page as its person sees it."""
    client.get(reverse("exports:correct"))
    jobs.run()
    page = client.get(reverse("exports:correct"))
    groups = dict(page.context["groups"])
    row = next(row for rows in groups.values() for row in rows if row["label"] == label)
    reading = CorrectableValues.objects.get(subject__user=page.wsgi_request.user).ref
    return reverse("exports:correct_entry", args=[reading, row["place"]])


@pytest.mark.promise("P17", "P34")
def test_the_way_of_a_correction(
    client: Client, person: User, office: Any, entry: int, jobs: Any, django_assert_num_queries: Any
) -> None:
    sign_in(client, person)
    assert "being looked up" in client.get(reverse("exports:correct")).content.decode()
    jobs.run()
    with django_assert_num_queries(15):
        page = client.get(reverse("exports:correct")).content.decode()
    assert escape("Maja <3") in page
    assert "Tom" not in page
    address = place_of(client, jobs, "Given name")
    assert escape("Maja <3") in client.get(address).content.decode()
    refused = client.post(address, {"value": "Maja <3"}).content.decode()
    assert "This is what stands there now." in refused
    review = client.post(address, {"value": "Maya"}).content.decode()
    assert "Is this right now?" in review
    assert "The census of 1990" in review
    assert "Printer Ltd" in review
    assert not Correction.objects.exists()
    assert 'value="Maya"' in client.post(address, {"value": "Maya", "again": "yes"}).content.decode()
    done = client.post(address, {"value": "Maya", "confirm": "yes"})
    made = Correction.objects.get()
    assert done["Location"] == reverse("exports:correction", args=[made.ref])
    waiting = client.get(done["Location"])
    assert waiting["Refresh"] == "3"
    jobs.run()
    with django_assert_num_queries(12):
        after = client.get(done["Location"])
    assert "Refresh" not in after
    assert "It is corrected." in after.content.decode()
    assert office.one(entry, "given") == "Maya"
    for _ in range(3):
        client.post(reverse("exports:correct_own", args=["language"]), {"value": "de"})
        client.post(reverse("exports:correct_own", args=["language"]), {"value": "fr"})
    with django_assert_num_queries(11):
        listed = client.get(reverse("exports:corrections")).content.decode()
    assert "Given name" in listed
    assert listed.count("Language") == 6


def test_a_receipt_is_signed_and_holds_no_value(client: Client, person: User, entry: int, jobs: Any) -> None:
    sign_in(client, person)
    client.post(place_of(client, jobs, "Given name"), {"value": "Maya", "confirm": "yes"})
    jobs.run()
    made = Correction.objects.get()
    document = json.loads(client.get(reverse("exports:correction_receipt", args=[made.ref])).content)
    signature = from_text(document.pop("signature")["value"])
    assert signing.verify(canonical(document), signature, signing.public_key())
    assert (document["outcome"], document["field"]) == ("written", "Given name")
    assert document["recipients"] == ["Printer Ltd"]
    assert "Maya" not in str(document)


def test_everything_is_its_persons_own(
    client: Client, person: User, stranger: User, entry: int, jobs: Any
) -> None:
    sign_in(client, person)
    address = place_of(client, jobs, "Given name")
    client.post(address, {"value": "Maya", "confirm": "yes"})
    client.post(reverse("exports:check"), {"place": "0", "value": "1234"})
    made, asked = Correction.objects.get(), ValueCheck.objects.get()
    other = Client()
    sign_in(other, stranger)
    assert other.get(address)["Location"] == reverse("exports:correct")
    assert other.post(address, {"value": "Eve", "confirm": "yes"}).status_code == 302
    for name, ref in (
        ("correction", made.ref),
        ("correction_receipt", made.ref),
        ("check_answer", asked.ref),
    ):
        assert client.get(reverse(f"exports:{name}", args=[ref])).status_code == 200
        assert other.get(reverse(f"exports:{name}", args=[ref])).status_code == 404
    for name, ref in (("api-correction", made.ref), ("api-value-check", asked.ref)):
        assert client.get(reverse(name, args=[ref])).status_code == 200
        assert other.get(reverse(name, args=[ref])).status_code == 404
    assert Correction.objects.count() == 1


def test_a_fresh_sign_in_comes_first(
    client: Client, person: User, entry: int, clock_at: Any, frozen: Any
) -> None:
    sign_in(client, person)
    frozen.move(hours=1)
    for address in (
        reverse("exports:correct"),
        reverse("exports:correct_own", args=["residence"]),
        reverse("exports:check"),
    ):
        assert "reauthenticate" in client.get(address)["Location"], address
    answer = client.get(reverse("api-correctable"))
    assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
    answer = client.post(reverse("api-corrections"), {"own": "language", "value": "de"}, "application/json")
    assert answer.json()["code"] == "reauthentication_required"


def test_values_read_anew_meanwhile(client: Client, person: User, entry: int, jobs: Any) -> None:
    """A form of yesterday's reading changes nothing: its numbers may mean other values today."""
    sign_in(client, person)
    address = place_of(client, jobs, "Given name")
    CorrectableValues.objects.update(read_at=None, sealed_entries=None)
    answer = client.post(address, {"value": "Maya", "confirm": "yes"}, follow=True)
    assert "read again meanwhile" in answer.content.decode()
    assert not Correction.objects.exists()


def test_own_facts_are_changed_at_once(client: Client, person: User, office: Any) -> None:
    sign_in(client, person)
    address = reverse("exports:correct_own", args=["residence"])
    assert client.post(address, {"value": "Nowhere"}).status_code == 200
    assert client.post(address, {"value": "FR"}).status_code == 302
    person.subject.refresh_from_db()
    assert person.subject.residence == "FR"
    assert "France" in client.get(reverse("exports:correct")).content.decode()
    assert client.get(reverse("exports:correct_own", args=["standing"])).status_code == 404


def test_a_check_says_yes_or_no(client: Client, person: User, entry: int, jobs: Any) -> None:
    sign_in(client, person)
    page = client.get(reverse("exports:check")).content.decode()
    assert "Tax number" in page
    assert "12 34" not in page
    for value, said in (("1234", "This is the value we hold."), ("99", "We do not hold this value.")):
        answer = client.post(reverse("exports:check"), {"place": "0", "value": value})
        asked = ValueCheck.objects.latest("pk")
        assert answer["Location"] == reverse("exports:check_answer", args=[asked.ref])
        assert "being compared" in client.get(answer["Location"]).content.decode()
        jobs.run()
        assert said in client.get(answer["Location"]).content.decode()


def test_nothing_to_check_is_no_page(client: Client, person: User, shop: Any) -> None:
    sign_in(client, person)
    assert client.get(reverse("exports:check")).status_code == 404
    assert "Check a value" not in client.get(reverse("exports:correct")).content.decode()


def test_programs_correct_as_well(client: Client, person: User, office: Any, entry: int, jobs: Any) -> None:
    sign_in(client, person)
    first = client.get(reverse("api-correctable")).json()
    assert (first["busy"], first["entries"]) == (True, None)
    jobs.run()
    read = client.get(reverse("api-correctable")).json()
    nick = next(one for one in read["entries"] if one["label"] == "Nick")
    assert (nick["kind"], nick["value"], nick["may_be_empty"]) == ("text", "may", True)

    def send(**data: Any) -> Any:
        return client.post(reverse("api-corrections"), data, "application/json")

    bad = send(reading=read["reading"], entry=nick["entry"], value="far too long")
    assert bad.json()["code"] == "bad_value"
    assert send(value="x").status_code == 400
    assert send(own="residence", value="Nowhere").json()["code"] == "bad_value"
    assert send(reading=read["reading"], entry=999, value="x").json()["code"] == "read_anew"
    made = send(reading=read["reading"], entry=nick["entry"], value="maya")
    assert (made.status_code, made.json()["outcome"]) == (202, "waiting")
    jobs.run()
    assert office.one(entry, "nick") == "maya"
    assert client.get(reverse("api-corrections")).json()["results"][0]["outcome"] == "written"
    assert send(own="residence", value="FR").json()["outcome"] == "written"
    (place,) = client.get(reverse("api-value-checks")).json()
    assert place["label"] == "Tax number"
    asked = client.post(
        reverse("api-value-checks"),
        {"store": "office", "table": "citizen", "column": "tax_number", "value": "12-34"},
        "application/json",
    ).json()
    jobs.run()
    assert client.get(reverse("api-value-check", args=[asked["ref"]])).json()["agrees"] is True
