"""Disclosures: reported once, checked against the data map, told to the person, and kept back while a law forbids telling."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.actions.disclosures import AlreadyTold, lift_prohibition, record_disclosures
from accounts.actor import SYSTEM, actor_for
from accounts.datamap.current import current
from accounts.errors import NotAllowed
from accounts.models import AuditEvent, DataSubject, Disclosure, User
from accounts.regimes.disclosing import DISCLOSURE_GROUNDS
from accounts.tasks import tell_lapsed_disclosures
from exports.stores.collect import count
from exports.stores.locate import locate
from exports.stores.registry import open_store
from tests.exports.archives import built, downloaded
from tests.people import add_identifier
from tests.service_keys import company_client
from tests.signing_in import sign_in

API = "/api/v1/disclosures"
pytestmark = [pytest.mark.django_db(databases=["default", "platform"]), pytest.mark.promise("P42")]


def line(number: int = 1, **more: Any) -> dict[str, Any]:
    """Return one line as a system sends it, about Maya."""
    return {
        "id": f"crm-{number}",
        "email": "MAYA@example.org",
        "recipient": "accountants",
        "category": "business",
        "ground": "adviser",
        "disclosed_at": "2026-11-30T09:00:00Z",
        **more,
    }


def send(*lines: Any, client: APIClient | None = None) -> Any:
    """Send lines and return what the API says."""
    answer = (client or company_client("disclosures", name="CRM")).post(API, list(lines), format="json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def page_of(client: Client, user: User) -> str:
    """Return the person's page."""
    sign_in(client, user)
    answer = client.get(reverse("accounts:disclosures"))
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.fixture
def told(frozen: Any, person: User, bystander: User) -> APIClient:
    """Return a system that has reported one disclosure of Maya's."""
    client = company_client("disclosures", name="CRM")
    assert send(line(), client=client) == {"outcome": {"recorded": 1}, "errors": []}
    return client


def test_a_person_sees_who_received_what_when_and_why(
    told: APIClient, client: Client, person: User, bystander: User
) -> None:
    """On the page and by the API; the bystander sees nothing."""
    page = page_of(client, person)
    for words in ("Ledger &amp; Quill LLP", "Your business", "30 November 2026", "Advice", "GDPR 6(1)(f)"):
        assert words in page
    (row,) = client.get(API).json()["results"]
    assert (row["recipient"], row["ground"], row["law"]) == (
        "Ledger & Quill LLP (invented)", "adviser", "GDPR 6(1)(f)",
    )  # fmt: skip
    page = page_of(client, bystander)
    assert "No disclosure of your data is on record." in page
    assert "Ledger" not in page
    assert client.get(API).json()["results"] == []


def test_it_stands_in_the_access_answer(
    told: APIClient, committed: None, inkwell: None, person: User, bystander: User, jobs: Any
) -> None:
    """The copy has the entry, and says for every kind of data who receives it."""
    (row,) = json.loads(downloaded(built(person.subject, jobs)).read("data/portal/accounts_disclosure.json"))
    assert (row["recipient"], row["category"], row["ground"]) == ("accountants", "business", "adviser")
    names = downloaded(built(bystander.subject, jobs)).namelist()
    assert "data/portal/accounts_disclosure.json" not in names


def test_sending_twice_records_once(told: APIClient) -> None:
    """The same line again is unchanged, twice in one call too; the same number for something else is refused."""
    assert send(line(), line(), client=told)["outcome"] == {"unchanged": 2}
    assert send(line(2), line(2), client=told)["outcome"] == {"recorded": 1, "unchanged": 1}
    (error,) = send(line(ground="safety"), client=told)["errors"]
    assert (error["line"], error["id"], error["code"]) == (0, "crm-1", "id_used")
    (error,) = send(line(email="tom@example.org"), client=told)["errors"]
    assert error["code"] == "id_used"
    assert send(line(), client=company_client("disclosures", name="Shop"))["outcome"] == {"recorded": 1}
    assert Disclosure.objects.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.create(
            subject=Disclosure.objects.first().subject, sender="CRM", external_id="crm-1"
        )


@pytest.mark.parametrize(
    ("change", "code", "detail"),
    [
        ({"recipient": "acountants"}, "unknown_recipient", "Did you mean accountants?"),
        ({"category": "busines"}, "unknown_category", "Did you mean business?"),
        ({"ground": "advisor"}, "unknown_ground", "Did you mean adviser?"),
        ({"ground": "because"}, "unknown_ground", "Expected one of: advertising, adviser, affiliate"),
        ({"ground": "advertising"}, "not_as_declared", "The data map says that no data is sold or shared"),
        ({"ground": ""}, "missing_key", "The key ground is missing."),
        ({"id": None}, "missing_key", "The key id is missing."),
        ({"id": "x" * 81}, "bad_id", "80 characters"),
        ({"id": "a\x00b"}, "bad_value", "id must be a text or a number"),
        ({"id": ["1"]}, "bad_value", "id must be a text or a number"),
        ({"recipient": {"a": 1}}, "bad_value", "recipient must be a text or a number"),
        ({"emial": "a@b"}, "unknown_key", "Did you mean email?"),
        ({"platform_id": "7"}, "whose", "and not by both"),
        ({"email": ""}, "whose", "by platform_id or by email"),
        ({"email": "nobody"}, "whose", "no"),
        ({"email": "", "platform_id": "7", "store": "plattform"}, "unknown_store", "platform"),
        ({"email": "", "platform_id": "7"}, "unknown_person", "Nobody is known"),
        ({"disclosed_at": "yesterday"}, "bad_date", "2026-03-31"),
        ({"disclosed_at": "2026-02-31"}, "bad_date", "2026-03-31"),
        ({"disclosed_at": "2026-12-03"}, "bad_date", "in the past"),
        ({"disclosed_at": "0001-01-01"}, "bad_date", "in the past"),
        ({"withheld_until": "soon"}, "bad_date", "2027-03-31"),
        ("a text", "not_an_object", "an object"),
    ],
)  # fmt: skip
def test_a_faulty_line_is_named_and_the_others_are_taken(
    frozen: Any, person: User, change: Any, code: str, detail: str
) -> None:
    """Each fault has a code and a sentence with the nearest name, which never repeats who it was."""
    bad = line(2) | change if isinstance(change, dict) else change
    said = send(line(1), bad, line(3))
    assert said["outcome"] == {"recorded": 2}
    (error,) = said["errors"]
    assert (error["line"], error["code"]) == (1, code)
    assert detail in error["detail"]
    assert "maya" not in error["detail"].lower()


def test_halves_of_characters_are_refused(told: APIClient) -> None:
    """No database keeps them, so the call ends before anything is written."""
    answer = told.post(API, r'[{"id": "\ud800"}]', content_type="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (400, "This holds half a character.")


def test_data_that_is_sold_is_said_so(frozen: Any, person: User) -> None:
    """The ground of advertising is open where the data map says that data is sold or shared."""
    purpose = next(iter(current().purposes.values()))
    object.__setattr__(purpose, "sells_or_shares", True)
    try:
        assert send(line(ground="advertising"))["outcome"] == {"recorded": 1}
    finally:
        object.__setattr__(purpose, "sells_or_shares", False)


def test_what_was_given_beyond_the_map_is_recorded_and_counted(frozen: Any, person: User) -> None:
    """A disclosure the map does not know happened all the same; the sender and staff are told."""
    said = send(line(category="profile"))
    assert said["outcome"] == {"recorded": 1, "not_as_declared": 1}


def test_people_are_found_by_number_or_verified_address_only(
    frozen: Any, person: User, bystander: User
) -> None:
    """An unverified address finds nobody, an address of two people neither, an erased person is unknown."""
    add_identifier(person.subject, "platform_id", "7", store="platform")
    assert send(line(email="", platform_id="7", store="platform"))["outcome"] == {"recorded": 1}
    add_identifier(person.subject, "email", "loose@example.org", verified=False)
    client = company_client("disclosures", name="Other")
    assert send(line(2, email="loose@example.org"), client=client)["errors"][0]["code"] == "unknown_person"
    for user in (person, bystander):
        row = add_identifier(user.subject, "email", "both@example.org", verified=False)
        row.exclusive, row.verified_at = False, row.created_at
        row.save()
    assert send(line(2, email="both@example.org"), client=client)["errors"][0]["code"] == "several_people"
    DataSubject.objects.filter(pk=person.subject.pk).update(standing="erased", erased_at=row.created_at)
    assert send(line(2), client=client)["errors"][0]["code"] == "unknown_person"
    assert send(line(email="", platform_id="7"), client=company_client("disclosures", name="CRM 2"))["errors"]


def test_what_was_sent_of_somebody_erased_since_is_unchanged(told: APIClient, person: User) -> None:
    """A sender that repeats itself after an erasure is not told that its own entry is unknown."""
    DataSubject.objects.filter(pk=person.subject.pk).update(
        standing="erased", erased_at=person.subject.created_at
    )
    assert send(line(), client=told) == {"outcome": {"unchanged": 1}, "errors": []}


def test_an_entry_under_a_prohibition_stays_out_until_it_lapses(
    told: APIClient, committed: None, inkwell: None, client: Client, person: User, jobs: Any, frozen: Any
) -> None:
    """Neither page nor API, copy or count show it or that it is there; the day after it is there by itself."""
    order = line(
        2, recipient="authorities", ground="legal_duty", category="contact", withheld_until="2026-12-20"
    )
    before, counted = page_of(client, person), _counted(person)
    package_before = downloaded(built(person.subject, jobs))
    assert send(order, client=told)["outcome"] == {"recorded": 1}
    assert page_of(client, person) == before
    assert len(client.get(API).json()["results"]) == 1
    assert _counted(person) == counted
    package = downloaded(built(person.subject, jobs))
    names = ("data/portal/accounts_disclosure.json", "not-included.html")
    for name in names:
        assert package.read(name) == package_before.read(name)
    assert not any(b"crm-2" in package.read(name) for name in package.namelist())
    frozen.move(days=18)
    tell_lapsed_disclosures()
    assert "Courts and authorities" not in page_of(client, person)
    frozen.move(days=1)
    tell_lapsed_disclosures()
    tell_lapsed_disclosures()
    assert "Courts and authorities" in page_of(client, person)
    assert _counted(person) == counted + 1
    assert AuditEvent.objects.get(name="accounts:disclosures:told").data == {"entries": 1}
    assert b"authorities" in downloaded(built(person.subject, jobs)).read(names[0])


def _counted(user: User) -> int:
    store = open_store("portal")
    return count(store, locate(store, user.subject))["accounts_disclosure"]


def test_a_prohibition_is_prolonged_or_ended_by_its_sender(
    told: APIClient, client: Client, person: User, frozen: Any
) -> None:
    """While the person does not know, the day may move; once they know, it may not."""
    order = line(2, recipient="authorities", ground="legal_duty", category="contact")
    send(order | {"withheld_until": "2026-12-20"}, client=told)
    assert send(order | {"withheld_until": "2027-03-20"}, client=told)["outcome"]["changed"] == 1
    frozen.move(days=30)
    tell_lapsed_disclosures()
    assert "Courts and authorities" not in page_of(client, person)
    assert send(order, client=told)["outcome"]["changed"] == 1
    assert "Courts and authorities" in page_of(client, person)
    (error,) = send(order | {"withheld_until": "2027-05-20"}, client=told)["errors"]
    assert error["code"] == "already_told"
    past = line(3, withheld_until="2026-12-24", disclosed_at="2026-12-01")
    assert send(past, client=told)["outcome"]["recorded"] == 1
    assert Disclosure.objects.get(external_id="crm-3").subject == person.subject


def test_only_a_system_with_the_key_reports_and_only_people_read(
    frozen: Any, client: Client, person: User, officer: User
) -> None:
    """Keys of another scope, people and strangers cannot report; keys and strangers cannot read."""
    api = APIClient()
    assert api.post(API, [], format="json").status_code == 401
    assert api.get(API).status_code in (401, 403)
    for user in (person, officer):
        api.force_login(user)
        assert api.post(API, [line()], format="json").status_code == 403
    other = company_client("roster", name="Roster")
    assert other.post(API, [line()], format="json").status_code == 403
    good = company_client("disclosures")
    assert good.get(API).status_code in (401, 403)
    for lines in ({"id": 1}, [line(n) for n in range(1001)]):
        assert good.post(API, lines, format="json").status_code == 400
    assert not Disclosure.objects.exists()


def test_statements_do_not_grow_with_the_batch(
    frozen: Any, person: User, bystander: User, django_assert_num_queries: Any
) -> None:
    """Forty lines cost what two do: the lock, people, known numbers, one insert, the trail."""
    sizes = [range(1, 3), range(10, 50)]
    for numbers in sizes:
        lines = [line(n, email="maya@example.org" if n % 2 else "tom@example.org") for n in numbers]
        with django_assert_num_queries(8):
            assert record_disclosures(lines, sender="CRM", actor=SYSTEM).counts["recorded"] == len(lines)


def test_the_page_takes_the_same_queries_however_much_there_is(
    frozen: Any, client: Client, person: User, django_assert_num_queries: Any
) -> None:
    """One count and one page of rows."""
    sign_in(client, person)
    client.get(reverse("accounts:disclosures"))
    record_disclosures([line(n) for n in range(60)], sender="CRM", actor=SYSTEM)
    with django_assert_num_queries(11):
        page = client.get(reverse("accounts:disclosures"))
    assert page.content.decode().count("Advice") == 25
    assert "Advice" in client.get(reverse("accounts:disclosures"), {"page": 3}).content.decode()


def test_staff_list_entries_and_end_a_prohibition(
    told: APIClient, client: Client, person: User, officer: User
) -> None:
    """Looking one person up is recorded; lifting tells the person."""
    order = line(
        2, recipient="authorities", ground="legal_duty", category="contact", withheld_until="2027-12-20"
    )
    send(order, client=told)
    sign_in(client, officer, second_factor=True)
    listing = reverse("admin:accounts_disclosure_changelist")
    page = client.get(listing).content.decode()
    assert "Courts and authorities" in page
    assert not AuditEvent.objects.filter(name="accounts:disclosures:viewed").exists()
    assert client.get(listing, {"q": "maya"}).context["cl"].result_count == 0
    assert client.get(listing, {"q": str(person.subject.ref)}).context["cl"].result_count == 2
    assert client.get(listing, {"held": "False"}).context["cl"].result_count == 1
    assert (
        client.get(listing, {"recipient": "accountants", "ground": "adviser"}).context["cl"].result_count == 1
    )
    held = Disclosure.objects.get(external_id="crm-2")
    assert (
        "GDPR 6(1)(c)"
        in client.get(reverse("admin:accounts_disclosure_change", args=[held.pk])).content.decode()
    )
    viewed = AuditEvent.objects.filter(name="accounts:disclosures:viewed", subject_ref=person.subject.ref)
    assert viewed.count() == 2
    both = list(Disclosure.objects.values_list("pk", flat=True))
    answer = client.post(listing, {"action": "lift", "_selected_action": both}, follow=True)
    assert "1 entry can be seen now." in answer.content.decode()
    assert Disclosure.objects.told_to(person.subject).count() == 2
    with pytest.raises(AlreadyTold):
        lift_prohibition(held, actor=actor_for(officer))


def test_nobody_else_ends_a_prohibition(told: APIClient, person: User) -> None:
    """Neither the person nor staff without the permission."""
    send(line(2, withheld_until="2027-12-20"), client=told)
    held = Disclosure.objects.get(external_id="crm-2")
    plain = User.objects.create_user("plain@example.org", is_staff=True)
    for user in (person, plain):
        with pytest.raises(NotAllowed):
            lift_prohibition(held, actor=actor_for(user))
    assert Disclosure.objects.get(pk=held.pk).held_for == person.subject


def test_every_ground_has_words_and_law() -> None:
    """The list is closed, and each of it says what it means and where it stands."""
    assert {"consent", "direction", "processor", "affiliate", "adviser", "safety", "legal_duty"} <= set(
        DISCLOSURE_GROUNDS
    )
    for key, ground in DISCLOSURE_GROUNDS.items():
        assert ground.key == key
        assert all(str(text).strip() for text in (ground.name, ground.words, ground.law))
