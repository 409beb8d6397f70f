"""A program that changes its own account's choices all day: held off where it agrees, never where it refuses, and slow for nobody."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actor import actor_for
from accounts.mail_links import MailLink
from accounts.models import AuditEvent, User
from accounts.rate_limits import LIMITS
from consent.actions.choices import record_choices
from consent.choices import SALE, Choice, Holder
from consent.models import ConsentRecord
from tests.consent.test_mail_preferences import ORIGIN, form_token
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
SAID = "That was changed very often within an hour."


@pytest.fixture(autouse=True)
def one_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "choices", 1)


def entries(user: User) -> list[tuple[str, str]]:
    found = ConsentRecord.objects.of(user.subject.ref).in_chain_order()
    return [(entry.key, entry.decision) for entry in found]


def by_api(client: Client, *, allowed: bool) -> Any:
    answer = {"about": "purpose", "key": "measurement", "channel": "", "allowed": allowed}
    return client.patch("/api/v1/choices", [answer], content_type="application/json")


def test_by_a_program(client: Client, person: User, stranger: User) -> None:
    sign_in(client, person)
    assert by_api(client, allowed=True).status_code == 200
    assert by_api(client, allowed=False).status_code == 200
    held = by_api(client, allowed=True)
    assert (held.status_code, held.json()["code"]) == (429, "too_many_changes")
    assert held.json()["detail"].startswith(SAID)
    assert by_api(client, allowed=False).status_code == 200
    assert entries(person) == [("measurement", "given"), ("measurement", "withdrawn")]
    assert by_api(sign_in(Client(), stranger), allowed=True).status_code == 200


def test_on_the_pages(client: Client, person: User) -> None:
    sign_in(client, person)
    page = reverse("consent:choose")
    for answer in ("give", "take back", "give"):
        shown = client.post(page, {"key": "measurement", "answer": answer}, follow=True).content.decode()
    assert SAID in shown
    assert SAID in client.post(reverse("consent:opt_in_first"), follow=True).content.decode()
    assert not AuditEvent.objects.filter(name="consent:opt_in:asked").exists()
    on = {"on": ["newsletter.mail"]}
    assert SAID in client.post(reverse("consent:preferences"), on).content.decode()
    assert SAID not in client.post(reverse("consent:preferences"), {"was": ["digest.mail"]}).content.decode()
    assert entries(person) == [
        ("measurement", "given"),
        ("measurement", "withdrawn"),
        ("digest", "opted_out"),
    ]


def test_undoing_by_the_link_in_a_mail(client: Client, person: User) -> None:
    address = f"/unsubscribe/{MailLink(person.subject_ref, 'digest', 'K7QM-42RD-XW9T').token}"
    for _ in range(2):
        token = form_token(client.get(address).content.decode())
        done = client.post(address, {"token": token, "do": "off"}, **ORIGIN)
        undo = {
            "token": token,
            "do": "undo",
            "undo": done.content.decode().split('name="undo" value="')[1].split('"')[0],
        }
        shown = client.post(address, undo, **ORIGIN).content.decode()
    assert SAID in shown
    assert entries(person) == [("digest", "opted_out"), ("digest", "opted_in"), ("digest", "opted_out")]
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_what_counts_is_found_without_reading_all_that_was_said(person: User, bystander: User) -> None:
    """PostgreSQL says how many rows it looked at: a few for each thing, after two thousand entries too."""
    holder, actor = Holder.of(person.subject), actor_for(person)
    for user in (person, bystander):
        record_choices(
            Holder.of(user.subject),
            actor=actor,
            choices=[
                Choice("purpose", "measurement", allowed=True),
                Choice("sale", SALE, allowed=False),
                Choice("topic", "digest", allowed=False, channel="mail"),
                Choice("topic", "newsletter", allowed=True, channel="push"),
            ],
            method="page",
        )
    first = ConsentRecord.objects.of(holder.ref).get(key="measurement")
    names = [
        field.attname
        for field in ConsentRecord._meta.fields
        if field.attname not in ("id", "ref", "sequence")
    ]
    facts = {name: getattr(first, name) for name in names}
    ConsentRecord.objects.bulk_create(ConsentRecord(**facts, sequence=number) for number in range(5, 2005))
    newest = {(r.key, r.sequence, r.allowed) for r in ConsentRecord.objects.in_force(holder.ref)}
    assert newest == {
        ("measurement", 2004, True),
        (SALE, 2, False),
        ("digest", 3, False),
        ("newsletter", 4, True),
    }
    assert ConsentRecord.objects.opted_out_of_sale(holder.ref)
    asked = ConsentRecord.objects.in_force(holder.ref)
    (told,) = json.loads(asked.explain(format="json", analyze=True))
    assert 4 <= rows_read(told["Plan"]) < 100


def rows_read(plan: dict[str, Any]) -> float:
    """Return how many rows a plan's scans of tables handed up or threw away, over all their loops."""
    inner = sum(rows_read(each) for each in plan.get("Plans", []))
    if "Relation Name" not in plan:
        return inner
    thrown = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    return inner + (plan["Actual Rows"] + thrown) * plan["Actual Loops"]
