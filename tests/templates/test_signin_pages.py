"""Open every page of django-allauth that the portal words itself."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.templates.test_markup_rules import inline_code

MANAGED = [
    "account_email",
    "account_set_password",
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
]
ENTRANCES = ["account_login", "account_reset_password"]


@pytest.fixture
def fresh(client: Client, person: User) -> Client:
    """Return the person's browser just after signing in, without a password set."""
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session.save()
    return client


def check(page: str) -> None:
    """Hold one page to the shell, to one heading and to the content security policy."""
    assert 'class="skip-link"' in page
    assert page.count("<h1>") == 1
    assert inline_code(page) == []


@pytest.mark.parametrize("name", MANAGED)
def test_pages_of_the_account_render(fresh: Client, name: str) -> None:
    response = fresh.get(reverse(name))
    assert response.status_code == 200
    check(response.content.decode())


def test_the_passkey_button_waits_for_scripts_and_the_hint_stands_once(client: Client, db: None) -> None:
    page = client.get(reverse("account_login")).content.decode()
    hidden = page[page.index("needs-script") : page.index("<noscript>")]
    assert 'id="passkey_login"' in hidden
    assert page.count("<noscript>") == 1
    assert page.index("<noscript>") < page.index("<footer")


def test_addresses_are_asked_for_in_the_words_of_every_other_page(client: Client, db: None) -> None:
    for name in ENTRANCES:
        page = client.get(reverse(name)).content.decode()
        assert "E-mail address" in page
        assert "placeholder" not in page


def test_the_fields_of_the_account_are_named_in_the_same_words(fresh: Client) -> None:
    assert "E-mail address" in fresh.get(reverse("account_email")).content.decode()
    page = fresh.get(reverse("account_set_password")).content.decode()
    assert "New password again" in page
    assert "placeholder" not in page


@pytest.mark.parametrize("name", ENTRANCES)
def test_pages_before_sign_in_render(db: None, client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 200
    check(response.content.decode())


def test_a_new_password_can_be_set(fresh: Client, person: User) -> None:
    answer = fresh.post(
        reverse("account_set_password"), {"password1": "plum tart 4711 x", "password2": "plum tart 4711 x"}
    )
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.check_password("plum tart 4711 x")


def test_a_waiting_address_is_shown_with_its_ways_out(fresh: Client, person: User) -> None:
    person.emailaddress_set.create(email="new@example.org", verified=False, primary=False)
    page = fresh.get(reverse("account_email")).content.decode()
    assert "new@example.org" in page
    assert 'name="action_remove"' in page
    check(page)
