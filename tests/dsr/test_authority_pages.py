"""Whom to turn to: on the page of all authorities, on a request's page, and in every refusal."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.datamap.vocabulary import Purpose
from accounts.models import User
from consent.actions.choices import record_choices
from consent.choices import SALE, Choice, Holder
from dsr.actions.decisions import deny_request, extend_request
from dsr.models import DataSubjectRequest
from tests.dsr.asking import ask
from tests.dsr.form import code_in, file, post, secret_in
from tests.people import make_person
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("frozen", "committed"),
    pytest.mark.promise("P35"),
]


@pytest.fixture
def sells(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Return a function that says whether the company sells or shares data."""
    selling = [
        Purpose("partners", "Partners", "Hand data to partners for money.", "consent", sells_or_shares=True)
    ]
    return lambda sold: monkeypatch.setattr("dsr.sale.selling_purposes", lambda: selling if sold else [])


def refused(person: User, right: str = "erasure", **more: Any) -> DataSubjectRequest:
    return deny_request(ask(person, right=right, **more), actor=SYSTEM, ground="kept_by_law")


def test_the_page_lists_all_and_filters_by_a_plain_get(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        everything = client.get(reverse("dsr:authorities")).content.decode()
    assert "https://www.cnil.fr/" in everything
    assert "https://cppa.ca.gov/" in everything
    french = client.get(reverse("dsr:authorities"), {"residence": "FR"}).content.decode()
    assert "https://www.cnil.fr/" in french
    assert "https://cppa.ca.gov/" not in french
    german = client.get(reverse("dsr:authorities"), {"residence": "DE"}).content.decode()
    assert german.count("authorities__name") == 16
    assert "Take the one of the Land" in german
    odd = client.get(reverse("dsr:authorities"), {"residence": "<script>"}).content.decode()
    assert odd.count("authorities__name") == everything.count("authorities__name")
    assert not client.cookies


def test_a_refusal_names_the_authority_of_the_land(person: User, outbox: Any) -> None:
    refused(person)
    mail = outbox.to(person.email)[-1]
    for words in (mail.body, mail.alternatives[0][0]):
        assert "https://www.lda.bayern.de/" in words
        assert "/authorities/?residence=DE-BY" in words


def test_a_refusal_to_a_german_who_named_no_land_links_to_all_of_them(outbox: Any) -> None:
    somebody = make_person("hans@example.org", residence="DE")
    refused(somebody)
    body = outbox.to(somebody.email)[-1].body
    assert "/authorities/?residence=DE" in body
    assert "lda.bayern.de" not in body


def test_the_pages_of_a_request_say_whom_to_turn_to(client: Client, bystander: User, outbox: Any) -> None:
    request = refused(bystander)
    sign_in(client, bystander)
    page = client.get(reverse("dsr:request", args=[request.reference])).content.decode()
    assert "If you are not content" in page
    assert "https://cppa.ca.gov/" in page
    assert "https://oag.ca.gov/privacy" in page


def test_a_stranger_with_a_mailbox_learns_no_residence_from_the_authority(
    client: Client, person: User, outbox: Any, jobs: Any
) -> None:
    file(client, right="opt_out", email=person.email, residence="DE")
    secret = secret_in(outbox.to(person.email)[0])
    jobs.run()
    request = DataSubjectRequest.objects.latest("pk")
    assert request.subject == person.subject
    door = client.get(reverse("dsr:track"))
    page = post(
        client, door, reverse("dsr:track"), reference=request.reference, secret=secret
    ).content.decode()
    assert "If you are not content" in page
    assert "DE-BY" not in page
    assert "lda.bayern.de" not in page


def test_a_refused_deletion_offers_the_opt_out_where_data_is_sold(
    client: Client, person: User, outbox: Any, sells: Callable[[bool], None]
) -> None:
    sells(True)
    request = refused(person)
    assert "You have not opted out" in outbox.to(person.email)[-1].body
    sign_in(client, person)
    path = reverse("dsr:request", args=[request.reference])
    assert b"Opt out of sale and sharing" in client.get(path).content
    choice = Choice("sale", SALE, allowed=False)
    record_choices(Holder.of(person.subject), actor=SYSTEM, choices=[choice], method="page")
    assert b"Opt out of sale and sharing" not in client.get(path).content


@pytest.mark.parametrize(("sold", "right"), [(False, "erasure"), (True, "rectification")])
def test_nothing_is_offered_where_nothing_is_sold_or_something_else_was_refused(
    person: User, outbox: Any, sells: Callable[[bool], None], sold: bool, right: str
) -> None:
    sells(sold)
    refused(person, right)
    assert "You have not opted out" not in outbox.to(person.email)[-1].body


def test_the_papers_for_a_complaint_hold_this_request_and_nothing_else(
    client: Client, person: User, bystander: User, frozen: Any, outbox: Any
) -> None:
    request = ask(person, right="rectification", contact=_words("My birthday is wrong."))
    other = ask(person, right="objection", contact=_words("Stop the letters."))
    frozen.move(days=3)
    extend_request(request, actor=SYSTEM, reason="The archive is large.")
    deny_request(request, actor=SYSTEM, ground="legal_claims", text="There is a lawsuit.")
    sign_in(client, person)
    page = client.get(reverse("dsr:complaint", args=[request.reference])).content.decode()
    text = client.get(reverse("dsr:complaint_file", args=[request.reference, "txt"]))
    data = client.get(reverse("dsr:complaint_file", args=[request.reference, "json"]))
    pack = json.loads(data.content)
    assert (pack["received"], pack["first_due"], pack["due"]) == ("2026-12-02", "2027-01-04", "2027-03-02")
    assert pack["closed"] == "2026-12-05"
    assert pack["law"].startswith("General Data Protection")
    assert pack["authorities"][0]["place"] == "Bavaria, Germany"
    assert request.reference in text["Content-Disposition"]
    for words in (page, text.content.decode(), data.content.decode()):
        for said in (
            "My birthday is wrong.",
            "The archive is large.",
            "There is a lawsuit.",
            "lda.bayern.de",
        ):
            assert said in words, said
        for elsewhere in ("Stop the letters.", other.reference, "Maya"):
            assert elsewhere not in words.replace(person.email, ""), elsewhere
    assert client.get(reverse("dsr:complaint_file", args=[request.reference, "exe"])).status_code == 404
    sign_in(client, bystander)
    for name in ("dsr:complaint", "dsr:complaint_file"):
        kind = ["txt"] if name.endswith("file") else []
        assert client.get(reverse(name, args=[request.reference, *kind])).status_code == 404


def test_the_tracker_hands_the_papers_out_too(client: Client, outbox: Any, jobs: Any) -> None:
    page = file(client, right="rectification", email="maya@example.org", details="My birthday is wrong.")
    code = code_in(outbox.to("maya@example.org")[-1])
    client.post(
        page.request["PATH_INFO"],
        {"token": page.context["token"], "code": code},
        HTTP_ORIGIN="http://testserver",
    )
    secret = secret_in(outbox.to("maya@example.org")[-1])
    track = reverse("dsr:track")
    request = DataSubjectRequest.objects.get()
    opened = post(client, client.get(track), track, reference=request.reference, secret=secret)
    papers = post(client, opened, track, do="complaint")
    assert b"My birthday is wrong." in papers.content
    saved = post(client, papers, track, do="complaint-json")
    assert json.loads(saved.content)["reference"] == request.reference
    assert "attachment" in post(client, papers, track, do="complaint-txt")["Content-Disposition"]
    assert not client.cookies


def _words(details: str) -> Any:
    from dsr.contact import Contact

    return Contact("maya@example.org", "Maya", details)
