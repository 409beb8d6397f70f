"""The preference centre and the unsubscribe page: signed in or from a mail, topics only, and only what was changed."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.mail_links import MailLink
from accounts.models import User
from consent.decisions import decide
from consent.models import ConsentRecord
from tests.consent.letters import choose
from tests.signing_in import sign_in

ORIGIN = {"HTTP_ORIGIN": "http://testserver"}
ON_AT_FIRST = {"activity.mail", "activity.site", "digest.mail", "surveys.mail"}


def entries(user: User) -> list[tuple[str, str, str, str]]:
    records = ConsentRecord.objects.of(user.subject.ref).in_chain_order()
    return [(r.key, r.channel, r.decision, r.method) for r in records]


def link(user: User, topic: str = "digest") -> str:
    return MailLink(user.subject_ref, topic, "K7QM-42RD-XW9T").token


def switches(page: str) -> tuple[set[str], set[str]]:
    """Return the switches of a page and those that are on."""
    every = re.findall(r'name="on" value="([\w.-]+)"( checked)?', page)
    return {name for name, _ in every}, {name for name, on in every if on}


def form_token(page: str) -> str:
    found = re.search(r'<main.*?name="token" value="([^"]+)"', page, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.promise("P21", "P22")
def test_what_can_be_chosen_and_what_cannot(
    client: Client, person: User, django_assert_num_queries: Any
) -> None:
    """Each topic by each of its channels, as it is in force; administrative topics stand apart with their reason."""
    choose(person, "newsletter", allowed=True)
    choose(person, "digest", allowed=False)
    sign_in(client, person)
    client.get("/preferences/")
    with django_assert_num_queries(10):
        page = client.get("/preferences/").content.decode()
    every, on = switches(page)
    assert every == ON_AT_FIRST | {"activity.push", "newsletter.mail", "newsletter.push", "offers.mail"}
    assert on == (ON_AT_FIRST | {"newsletter.mail"}) - {"digest.mail"}
    for words in (
        "Security alerts",
        "Whoever got into your account could otherwise switch off the alert",
        "Changes to the privacy policy",
    ):
        assert words in page


@pytest.mark.promise("P21")
def test_only_what_was_changed_is_recorded(client: Client, person: User, bystander: User) -> None:
    sign_in(client, person)
    on = (ON_AT_FIRST | {"newsletter.mail"}) - {"digest.mail"}
    page = client.post("/preferences/", {"on": sorted(on), "was": sorted(ON_AT_FIRST)}).content.decode()
    assert entries(person) == [
        ("digest", "mail", "opted_out", "page"),
        ("newsletter", "mail", "given", "page"),
    ]
    assert re.search(r"Stories for you \(By e-mail\): <strong>off", page)
    assert re.search(r"Inkwell news \(By e-mail\): <strong>on", page)
    assert switches(page)[1] == on
    again = client.post("/preferences/", {"on": sorted(on), "was": sorted(on)}).content.decode()
    assert "Nothing was different" in again
    assert len(entries(person)) == 2
    assert not ConsentRecord.objects.of(bystander.subject.ref).exists()


def test_a_page_that_was_open_for_long_undoes_nothing(client: Client, person: User) -> None:
    """What a click in a mail switched off meanwhile stays off, although the old page still showed a tick."""
    sign_in(client, person)
    choose(person, "digest", allowed=False)
    client.post("/preferences/", {"on": sorted(ON_AT_FIRST - {"surveys.mail"}), "was": sorted(ON_AT_FIRST)})
    assert [key for key, *_ in entries(person)] == ["digest", "surveys"]
    assert decide(person.subject, topic="digest").reason == "opted_out"


@pytest.mark.promise("P21")
def test_everything_off_and_what_it_leaves(client: Client, person: User) -> None:
    sign_in(client, person)
    page = client.post("/preferences/", {"all_off": "yes", "on": ["digest.mail"]}).content.decode()
    assert switches(page)[1] == set()
    assert len(entries(person)) == 8
    assert {decision for _, _, decision, _ in entries(person)} == {"opted_out", "refused"}
    assert decide(person.subject, topic="security").allowed


@pytest.mark.parametrize("name", ["security.mail", "digest.push", "nothing.mail", "digest", ""])
def test_what_cannot_be_chosen_is_refused(client: Client, person: User, name: str) -> None:
    sign_in(client, person)
    page = client.post("/preferences/", {"on": [name, "newsletter.mail"]}).content.decode()
    assert "cannot be chosen" in page
    assert entries(person) == []


def test_strangers_are_asked_to_sign_in(client: Client, officer: User) -> None:
    """Without a link one signs in; staff who are nobody's person have nothing to choose."""
    answer = client.get("/preferences/")
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]
    sign_in(client, officer)
    assert "No messages to choose" in client.get("/preferences/").content.decode()


@pytest.mark.promise("P21")
def test_the_way_from_a_mail_needs_no_sign_in_and_no_cookie(person: User, bystander: User) -> None:
    client = Client(enforce_csrf_checks=True)
    address = f"/preferences/{link(person)}/"
    answer = client.get(address)
    page = answer.content.decode()
    assert switches(page)[1] == ON_AT_FIRST
    assert not answer.cookies
    for word in (person.email, "maya", str(person.subject.ref)):
        assert word not in page
    sent = {
        "token": form_token(page),
        "was": sorted(ON_AT_FIRST),
        "on": sorted(ON_AT_FIRST - {"activity.mail"}),
    }
    answer = client.post(address, sent, **ORIGIN)  # type: ignore[arg-type]
    assert not answer.cookies
    assert entries(person) == [("activity", "mail", "opted_out", "link")]
    assert not ConsentRecord.objects.of(bystander.subject.ref).exists()


def test_a_foreign_page_cannot_send_the_form(client: Client, person: User) -> None:
    address = f"/preferences/{link(person)}/"
    token = form_token(client.get(address).content.decode())
    for sent, origin in (({"all_off": "yes"}, ORIGIN), ({"all_off": "yes", "token": token}, {"HTTP_ORIGIN": "https://evil.example"})):  # fmt: skip
        assert client.post(address, sent, **origin).status_code == 403  # type: ignore[arg-type]
    assert entries(person) == []


def test_a_link_of_nobody_says_so_and_a_forged_one_is_refused(client: Client, person: User) -> None:
    nobody = MailLink(None, "administrative", "K7QM-42RD-XW9T").token
    assert "No messages to choose" in client.get(f"/preferences/{nobody}/").content.decode()
    answer = client.get(f"/preferences/{link(person)}x/")
    assert answer.status_code == 404
    assert "We did not make this link" in answer.content.decode()


@pytest.mark.promise("P21")
def test_the_unsubscribe_page_switches_off_and_undoes(person: User) -> None:
    """One button, no cookie; the undo gives back exactly what it took."""
    client = Client(enforce_csrf_checks=True)
    address = f"/unsubscribe/{link(person)}"
    page = client.get(address).content.decode()
    assert entries(person) == []
    answer = client.post(address, {"do": "off", "token": form_token(page)}, **ORIGIN)  # type: ignore[arg-type]
    done = answer.content.decode()
    assert "“Stories for you” is switched off" in done
    assert not answer.cookies
    undo = re.search(r'name="undo" value="([^"]+)"', done)
    assert undo
    sent = {"do": "undo", "token": form_token(done), "undo": undo[1]}
    assert "Switched on again" in client.post(address, sent, **ORIGIN).content.decode()  # type: ignore[arg-type]
    assert entries(person) == [
        ("digest", "mail", "opted_out", "link"),
        ("digest", "mail", "opted_in", "link"),
    ]


def test_undoing_gives_back_only_what_was_taken(client: Client, person: User) -> None:
    """What was off before stays off; a made-up list is refused; a foreign page can undo nothing."""
    choose(person, "digest", allowed=False)
    address = f"/unsubscribe/{link(person, 'security')}"
    token = form_token(client.get(address).content.decode())
    foreign = client.post(address, {"do": "off", "token": token}, HTTP_ORIGIN="https://evil.example")
    assert foreign.status_code == 403
    done = client.post(address, {"do": "off", "token": token}, **ORIGIN).content.decode()  # type: ignore[arg-type]
    assert "Everything that can be switched off is off" in done
    made_up = client.post(
        address, {"do": "undo", "token": token, "undo": "digest"}, **ORIGIN
    ).content.decode()  # type: ignore[arg-type]
    assert "Nothing was changed" in made_up
    undo = re.search(r'name="undo" value="([^"]+)"', done)
    assert undo
    client.post(address, {"do": "undo", "token": token, "undo": undo[1]}, **ORIGIN)  # type: ignore[arg-type]
    assert not decide(person.subject, topic="digest").allowed
    assert decide(person.subject, topic="activity").allowed


def test_pressing_twice_says_the_same_and_offers_no_undo(client: Client, person: User) -> None:
    choose(person, "digest", allowed=False)
    address = f"/unsubscribe/{link(person)}"
    token = form_token(client.get(address).content.decode())
    page = client.post(address, {"do": "off", "token": token}, **ORIGIN).content.decode()  # type: ignore[arg-type]
    assert "“Stories for you” is switched off" in page
    assert "Undo" not in page
    assert len(entries(person)) == 1
