"""The page of choices: what it shows, what its buttons do, and what nobody else can do with it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.datamap.current import current
from accounts.models import AuditEvent, User
from consent import standing
from consent.models import ConsentRecord
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PAGE = "/choices/"


def entries(user: User) -> list[tuple[str, str, str]]:
    found = ConsentRecord.objects.of(user.subject.ref).in_chain_order()
    return [(entry.key, entry.decision, entry.method) for entry in found]


def words(client: Client, path: str = PAGE, **headers: Any) -> str:
    return client.get(path, **headers).content.decode()


def test_nobody_is_told_of_an_opt_out_they_did_not_make(client: Client, person: User) -> None:
    said = "Your opt-out is in force already."
    assert said not in words(client)
    assert said in words(client, headers={"Sec-GPC": "1"})
    sign_in(client, person)
    assert said not in words(client)
    client.post(reverse("consent:opt_out"))
    assert said in words(client)


@pytest.mark.promise("P13")
def test_one_press_opts_out_and_two_lead_back(client: Client, person: User, bystander: User) -> None:
    sign_in(client, person)
    assert "Not opted out" in words(client)
    answer = client.post(reverse("consent:opt_out"), follow=True)
    assert "Opted out. It applies from now on" in answer.content.decode()
    page = words(client)
    assert "2 December 2026, 12:00, on a page of this portal" in page
    assert "Opt back in" in page
    first = client.post(reverse("consent:opt_in_first"))
    assert first.url == reverse("consent:opt_in_confirm")
    assert entries(person) == [("sale-or-sharing", "opted_out", "page")]
    assert "You are opted out now" in words(client, first.url)
    client.post(first.url)
    assert entries(person)[-1] == ("sale-or-sharing", "opted_in", "page")
    assert AuditEvent.objects.filter(name="consent:opt_in:asked", subject_ref=person.subject.ref).count() == 1
    assert entries(bystander) == []


@pytest.mark.promise("P13")
def test_the_second_step_alone_leads_nowhere(client: Client, person: User) -> None:
    sign_in(client, person)
    client.post(reverse("consent:opt_out"))
    assert client.get(reverse("consent:opt_in_confirm")).url == PAGE
    answer = client.post(reverse("consent:opt_in_confirm"), follow=True)
    assert "takes two steps" in answer.content.decode()
    for _ in range(2):
        client.post(reverse("consent:choose"), {"key": "sale-or-sharing", "answer": "give"})
    assert entries(person) == [("sale-or-sharing", "opted_out", "page")]


@pytest.mark.promise("P28")
def test_agreeing_and_withdrawing_take_one_press_each(client: Client, person: User) -> None:
    sign_in(client, person)
    assert "Measure visits and mail" in words(client)
    client.post(reverse("consent:choose"), {"key": "measurement", "answer": "give"})
    page = words(client)
    assert "Agreed 2 December 2026, 12:00, on a page of this portal." in page
    assert "Basis: your consent." in page
    assert page.count('value="withdraw"') == 1
    client.post(reverse("consent:choose"), {"key": "measurement", "answer": "withdraw"})
    assert [entry[1] for entry in entries(person)] == ["given", "withdrawn"]
    assert "Withdrawn 2 December 2026" in words(client)
    assert 'value="withdraw"' not in words(client)


def test_what_cannot_be_chosen_is_refused_by_name(client: Client, person: User) -> None:
    sign_in(client, person)
    answer = client.post(
        reverse("consent:choose"), {"key": "legal-duties", "answer": "withdraw"}, follow=True
    )
    assert "This cannot be chosen: legal-duties." in answer.content.decode()
    assert entries(person) == []


@pytest.mark.parametrize("name", ["choose", "opt_out", "opt_in_first", "opt_in_confirm"])
def test_the_account_is_asked_for(client: Client, officer: User, name: str) -> None:
    address = reverse(f"consent:{name}")
    assert reverse("account_login") in client.post(address).url
    assert client.post(address).status_code == 302
    assert sign_in(client, officer).post(address).status_code == 404
    assert "Cookies in this browser" in words(client)
    assert "Opt out with the form" in words(client)


def test_a_visitor_finds_both_ways_and_the_footer_leads_here(client: Client) -> None:
    page = words(client)
    for word in (
        "Your Privacy Choices",
        "Opt out with the form",
        "no proof of who you are",
        reverse("dsr:ask"),
    ):
        assert word in page
    home = words(client, "/")
    footer = home[home.index("<footer") :]
    assert f'<a href="{PAGE}">Your Privacy Choices <svg class="choices-icon"' in footer
    assert f'href="{PAGE}">Choose</a>' in home


@pytest.mark.promise("P13")
def test_not_sold_is_worked_out_from_the_map(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence turns when the map declares a sale."""
    assert "it is worked out from the list of everything we use data for" in words(client)
    selling = current().purposes["relevant-ads"]
    object.__setattr__(selling, "sells_or_shares", True)
    monkeypatch.setattr(standing, "selling_purposes", standing.selling_purposes)
    try:
        page = words(client)
    finally:
        object.__setattr__(selling, "sells_or_shares", False)
    assert "names these as sale or sharing" in page
    assert "worked out" not in page


def test_the_page_takes_the_same_queries_however_much_was_chosen(
    client: Client, person: User, django_assert_num_queries: Any
) -> None:
    sign_in(client, person).get("/")
    with CaptureQueriesContext(connection) as few:
        words(client)
    cost = len(few)
    tables = " ".join(query["sql"] for query in few)
    assert tables.count('FROM "consent_consentrecord"') == 1
    for answer in ("give", "withdraw", "give"):
        for key in ("measurement", "relevant-ads", "finding-friends"):
            client.post(reverse("consent:choose"), {"key": key, "answer": answer})
    words(client)  # which takes the messages out of the session
    with django_assert_num_queries(cost):
        words(client)
