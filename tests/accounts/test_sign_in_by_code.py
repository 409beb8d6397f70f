"""Anybody can sign in with a mailed code; an account opens when there was none."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, DataSubject, Identifier, User
from accounts.tasks import forget_sessions
from tests.people import add_identifier
from tests.signing_in import code_in

pytestmark = pytest.mark.django_db


def ask(client: Client, address: str) -> Any:
    return client.post(reverse("account_request_login_code"), {"email": address})


def give(client: Client, code: str) -> Any:
    return client.post(reverse("account_confirm_login_code"), {"code": code})


@pytest.fixture
def mailed(outbox: Any, committed: None, jobs: Any) -> Any:
    return outbox


def test_a_new_person_gets_an_account_and_becomes_a_subject(client: Client, mailed: Any) -> None:
    assert ask(client, "new@example.org").url == reverse("account_confirm_login_code")
    assert not User.objects.filter(email="new@example.org").exists()
    assert give(client, code_in(mailed[-1])).status_code == 302
    user = User.objects.get(email="new@example.org")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.subject is not None
    assert Identifier.objects.locating().filter(subject=user.subject, kind="email").count() == 1
    names = set(AuditEvent.objects.values_list("name", flat=True))
    assert {"accounts:user:opened", "accounts:subject:linked", "accounts:user:signed_in"} <= names


def test_a_person_the_roster_knows_gets_their_own_subject(
    client: Client, mailed: Any, bystander: User
) -> None:
    known = DataSubject.objects.create(residence="DE")
    add_identifier(known, "email", "Known@example.org")
    ask(client, "known@example.org")
    give(client, code_in(mailed[-1]))
    assert User.objects.get(email="known@example.org").subject == known
    bystander.refresh_from_db()
    assert bystander.subject != known


def test_an_unverified_address_locates_nobody(client: Client, mailed: Any) -> None:
    unsure = DataSubject.objects.create()
    add_identifier(unsure, "email", "unsure@example.org", verified=False)
    ask(client, "unsure@example.org")
    give(client, code_in(mailed[-1]))
    assert User.objects.get(email="unsure@example.org").subject != unsure


def test_a_second_account_for_the_same_person_is_refused(client: Client, mailed: Any, person: User) -> None:
    assert person.subject
    add_identifier(person.subject, "email", "other@example.org")
    ask(client, "other@example.org")
    answer = give(client, code_in(mailed[-1]))
    assert answer.status_code == 403
    assert b"belongs to another account" in answer.content
    assert "_auth_user_id" not in client.session


def test_a_code_works_once_and_only_in_its_browser(client: Client, mailed: Any, person: User) -> None:
    ask(client, person.email)
    code = code_in(mailed[-1])
    assert give(Client(), code).url == reverse("account_request_login_code")
    assert give(client, "BBBB-BBBB").status_code == 200
    assert give(client, code.lower().replace("-", " ")).status_code == 302
    client.logout()
    assert give(client, code).url == reverse("account_request_login_code")


def test_a_code_dies_of_age_and_of_tries(client: Client, mailed: Any, person: User, frozen: Any) -> None:
    ask(client, person.email)
    code = code_in(mailed[-1])
    frozen.move(minutes=16)
    assert give(client, code).url == reverse("account_request_login_code")
    ask(client, person.email)
    code = code_in(mailed[-1])
    for _ in range(5):
        give(client, "BBBB-BBBB")
    assert give(client, code).url == reverse("account_request_login_code")
    assert "_auth_user_id" not in client.session


def test_asking_too_often_is_slowed_down(client: Client, mailed: Any) -> None:
    assert [ask(client, "often@example.org").status_code for _ in range(4)] == [302, 302, 302, 429]


def test_the_page_asked_for_comes_after_signing_in_and_stays_on_this_site(
    client: Client, mailed: Any
) -> None:
    ask_url = reverse("account_request_login_code")
    client.post(ask_url, {"email": "next@example.org", "next": reverse("accounts:settings")})
    assert give(client, code_in(mailed[-1])).url == reverse("accounts:settings")
    client.logout()
    client.post(ask_url, {"email": "next@example.org", "next": "https://evil.example/"})
    assert give(client, code_in(mailed[-1])).url == "/"


def test_staff_sign_in_without_becoming_a_subject(client: Client, mailed: Any, officer: User) -> None:
    ask(client, officer.email)
    give(client, code_in(mailed[-1]))
    officer.refresh_from_db()
    assert officer.subject is None
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_who_only_gives_an_address_is_soon_forgotten(client: Client, mailed: Any, person: User) -> None:
    ask(client, person.email)
    assert client.session.get_expiry_age() <= 3600
    give(client, code_in(mailed[-1]))
    assert client.session.get_expiry_age() > 3600


def test_expired_sessions_are_deleted(client: Client, mailed: Any, person: User) -> None:
    ask(client, person.email)
    Session.objects.update(expire_date=datetime(2020, 1, 1, tzinfo=UTC))
    kept = Client()
    ask(kept, "other@example.org")
    forget_sessions()
    assert [row.session_key for row in Session.objects.all()] == [kept.session.session_key]
