"""Sessions are listed, and can be ended one by one, all others, or all at once."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.ending import end_sessions
from accounts.models import AuditEvent, KnownBrowser, User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


def browser(user: User, agent: str) -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.url == "/", answer.url
    return client


def inside(client: Client) -> bool:
    return client.get(reverse("accounts:settings")).status_code == 200


def test_the_settings_list_every_browser(person: User, bystander: User) -> None:
    first = browser(person, "Firefox at home")
    browser(person, "Chrome at work")
    browser(bystander, "Safari elsewhere")
    page = first.get(reverse("accounts:settings")).content.decode()
    assert "Firefox at home" in page
    assert "Chrome at work" in page
    assert "Safari elsewhere" not in page


def test_one_browser_can_be_signed_out(person: User) -> None:
    first, second = browser(person, "one"), browser(person, "two")
    row = UserSession.objects.get(user_agent="two")
    first.post(reverse("accounts:end_session", args=[row.pk]))
    assert inside(first)
    assert not inside(second)


def test_the_others_can_be_signed_out(person: User, bystander: User) -> None:
    first, second, other = browser(person, "one"), browser(person, "two"), browser(bystander, "three")
    first.post(reverse("accounts:end_other_sessions"))
    assert inside(first)
    assert not inside(second)
    assert inside(other)
    assert UserSession.objects.filter(user=person).count() == 1


def test_a_strangers_session_is_not_found(person: User, stranger: User) -> None:
    browser(person, "one")
    row = UserSession.objects.get(user=person)
    assert browser(stranger, "two").post(reverse("accounts:end_session", args=[row.pk])).status_code == 404
    assert UserSession.objects.filter(pk=row.pk).exists()


def test_ending_reaches_sessions_nobody_listed(client: Client, person: User, bystander: User) -> None:
    """A session that came by another door, such as the admin's, ends as well."""
    client.force_login(person)
    listed, other = browser(person, "one"), browser(bystander, "two")
    assert inside(client)
    end_sessions(person, actor=SYSTEM)
    assert not inside(client)
    assert not inside(listed)
    assert inside(other)
    assert not KnownBrowser.objects.filter(user=person).exists()
    assert AuditEvent.objects.filter(name="accounts:sessions:ended", subject_ref=person.subject.ref).exists()
