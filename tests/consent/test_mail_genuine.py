"""Is this mail from us? Anybody may ask by its number, and learns what and when, never to whom."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.codes import make_reference
from accounts.mail import send
from accounts.models import User
from accounts.rate_limits import LIMITS
from consent.models import MailDelivery
from tests.consent.letters import choose, send_digest

ORIGIN = {"HTTP_ORIGIN": "http://testserver"}


def ask(client: Client, reference: str) -> str:
    page = client.get("/genuine/").content.decode()
    token = re.search(r'<main.*?name="token" value="([^"]+)"', page, re.DOTALL)
    assert token
    sent = {"token": token[1], "reference": reference}
    return str(client.post("/genuine/", sent, **ORIGIN).content.decode())  # type: ignore[arg-type]


@pytest.mark.promise("P37")
@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "blanks", "plain"])
def test_a_mail_that_left_is_known_however_its_number_is_typed(
    client: Client, outbox: Any, frozen: Any, person: User, digest: str, typed: str
) -> None:
    row = send_digest(person)
    (message,) = outbox
    assert f"Number of this mail: {row.reference}." in message.body
    forms = {
        "lower": row.reference.lower(),
        "blanks": row.reference.replace("-", " "),
        "plain": row.reference.replace("-", ""),
    }
    page = ask(client, forms.get(typed) or typed.format(row.reference))
    for words in (
        f"number {row.reference} left from here",
        "Stories for you (a selection for you to read)",
        "2 December 2026",
    ):
        assert words in page
    for word in (person.email, "maya", str(person.subject.ref), str(row.ref)):
        assert word not in page


@pytest.mark.promise("P37")
def test_what_did_not_leave_is_not_ours(client: Client, outbox: Any, person: User, digest: str) -> None:
    """A number we never gave, one of a mail that still waits, one of a mail that was called off: the same words."""
    choose(person, "digest", allowed=False)
    called_off = send_digest(person)
    assert len(outbox) == 0
    send("accounts/sign_in_code", to=person.email, context={"code": "ABCD-2345"})
    waiting = MailDelivery.objects.latest("pk")
    for reference in (make_reference(), called_off.reference, waiting.reference):
        page = ask(client, reference)
        assert f"We find no mail with the number {reference}" in page
        assert "left from here" not in page
    assert len(outbox) == 1
    assert "left from here" in ask(client, waiting.reference)


def test_a_slip_is_noticed(client: Client, outbox: Any, person: User) -> None:
    send("accounts/sign_in_code", to=person.email, context={"code": "ABCD-2345"})
    assert len(outbox) == 1
    reference = MailDelivery.objects.get().reference
    slipped = reference[:-1] + ("A" if reference[-1] != "A" else "B")
    for wrong in (slipped, "", "0000", "x" * 61):
        page = ask(client, wrong)
        assert "left from here" not in page
        assert "We find no mail" not in page
    assert "it has a slip" in ask(client, slipped)


def test_opening_a_prepared_address_looks_nothing_up(
    client: Client, outbox: Any, person: User, django_assert_num_queries: Any
) -> None:
    send("accounts/sign_in_code", to=person.email, context={"code": "ABCD-2345"})
    assert len(outbox) == 1
    reference = MailDelivery.objects.get().reference
    with django_assert_num_queries(0):
        answer = client.get("/genuine/", {"ref": reference})
    page = answer.content.decode()
    assert f'value="{reference}"' in page
    assert "left from here" not in page
    assert not answer.cookies


def test_asking_is_limited(client: Client, db: None) -> None:
    for _ in range(LIMITS["genuine"]):
        assert "We find no mail" in ask(client, make_reference())
    assert "too many attempts" in ask(client, make_reference())


@pytest.mark.promise("P37")
def test_the_page_on_forged_mail(client: Client, db: None) -> None:
    """It says what our mail never asks, how to check one, and where one is reported; nobody signs in for it."""
    answer = client.get("/safe-mail/")
    page = answer.content.decode()
    assert "It never asks for your password" in page
    assert 'href="/genuine/"' in page
    report = re.search(r'href="([^"]+about=suspicious_mail)"', page)
    assert report
    form = client.get(report[1]).content.decode()
    assert re.search(r'<input[^>]+value="suspicious"[^>]+checked', form)
    assert not answer.cookies
