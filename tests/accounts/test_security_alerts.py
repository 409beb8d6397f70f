"""What happens to an account is told, with a way out that works (P45)."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.alerts import KINDS, alert
from accounts.models import AuditEvent, SecurityAlert, User
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


def enter(client: Client, user: User) -> None:
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" in client.session


def link_in(message: Any) -> str:
    found = re.search(r"http://testserver(/alert/\S+/)", message.body)
    assert found, message.body
    return found.group(1)


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.promise("P45")
def test_every_kind_is_mailed_without_data(kind: str, person: User, outbox: Any) -> None:
    alert(person, kind, also_to=["former@example.org"])
    assert [m.to for m in outbox] == [["maya@example.org"], ["former@example.org"]]
    body = outbox[0].body + outbox[0].alternatives[0][0]
    assert str(KINDS[kind].happened) in body.replace("&#x27;", "'")
    assert "maya@example.org" not in body


@pytest.mark.promise("P45")
def test_the_first_browser_is_no_news_and_the_second_is(person: User, outbox: Any) -> None:
    home, work = Client(), Client()
    enter(home, person)
    assert outbox.to(person.email) == []
    enter(work, person)
    assert [m.subject for m in outbox.to(person.email)] == ["New sign-in to your privacy account"]
    for known in (home, work):
        known.post(reverse("account_logout"))
        enter(known, person)
    assert len(outbox.to(person.email)) == 1


@pytest.mark.promise("P45")
def test_opening_the_link_changes_nothing_and_pressing_signs_everybody_out(person: User, outbox: Any) -> None:
    home, thief = Client(), Client()
    enter(home, person)
    enter(thief, person)
    link = link_in(outbox[-1])
    assert b"Sign everybody out" in Client().get(link).content
    assert thief.get(reverse("accounts:settings")).status_code == 200
    assert b"What to do next" in Client().post(link).content
    for client in (home, thief):
        assert client.get(reverse("accounts:settings")).status_code == 302
    thief.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in thief.session
    assert AuditEvent.objects.filter(name="accounts:alert:disowned").count() == 1


def test_a_later_password_survives_a_second_press(person: User, client: Client) -> None:
    sent = alert(person, "passkey_added")
    link = reverse("accounts:not_me", args=[_token(sent)])
    client.post(link)
    person.refresh_from_db()
    person.set_password("a better one than before")
    person.save()
    client.post(link)
    person.refresh_from_db()
    assert person.check_password("a better one than before")


def test_a_forged_or_old_link_is_not_found(client: Client, person: User, bystander: User) -> None:
    sign_in(client, bystander)
    assert client.get(reverse("accounts:not_me", args=["forged"])).status_code == 404
    sent = alert(person, "passkey_added")
    token = _token(sent)
    assert client.get(reverse("accounts:not_me", args=[token])).status_code == 200
    SecurityAlert.objects.all().delete()
    assert client.get(reverse("accounts:not_me", args=[token])).status_code == 404


def _token(sent: SecurityAlert) -> str:
    from accounts.alerts import way_out

    return way_out(sent)
