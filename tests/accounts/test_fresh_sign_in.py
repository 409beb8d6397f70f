"""Sensitive acts need a fresh proof of who is sitting there."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from accounts.models import User
from accounts.reauthentication import fresh_sign_in_required
from config.urls import urlpatterns as portal
from tests.signing_in import code_in, make_stale, sign_in


@fresh_sign_in_required
def sensitive(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"done {request.method} {request.POST.get('word', '')}")


urlpatterns = [path("sensitive/", sensitive), *portal]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def test_a_fresh_sign_in_goes_through(client: Client, person: User) -> None:
    assert sign_in(client, person).get("/sensitive/").content == b"done GET "


def test_a_visitor_signs_in_first(client: Client) -> None:
    assert client.get("/sensitive/").url == f"{reverse('account_login')}?next=/sensitive/"


def test_an_old_sign_in_is_asked_again_and_goes_on(
    client: Client, person: User, frozen: Any, outbox: Any
) -> None:
    person.set_unusable_password()
    person.save()
    sign_in(client, person)
    frozen.move(minutes=9)
    assert client.post("/sensitive/", {"word": "yes"}).status_code == 200
    frozen.move(minutes=2)
    asked = client.post("/sensitive/", {"word": "yes"})
    assert asked.url == f"{reverse('accounts:confirm')}?next=%2Fsensitive%2F"
    client.post(asked.url, {"send": "1", "next": "/sensitive/"})
    answer = client.post(asked.url, {"code": code_in(outbox[-1]), "next": "/sensitive/"})
    assert answer.content == b"done POST yes"


def test_a_password_is_proof_too(client: Client, person: User) -> None:
    make_stale(sign_in(client, person))
    asked = client.get("/sensitive/")
    assert asked.url.startswith(reverse("account_reauthenticate"))
    page = client.get(asked.url)
    assert reverse("accounts:confirm") in page.content.decode()
    answer = client.post(asked.url, {"password": "correct horse battery staple", "next": "/sensitive/"})
    assert answer.url == "/sensitive/"
    assert client.get("/sensitive/").status_code == 200


def test_a_wrong_code_is_no_proof(client: Client, person: User, outbox: Any) -> None:
    make_stale(sign_in(client, person))
    confirm = reverse("accounts:confirm")
    client.post(confirm, {"send": "1"})
    assert client.post(confirm, {"code": "BBBB-BBBB"}).status_code == 200
    assert client.get("/sensitive/").status_code == 302


def test_adding_a_passkey_needs_it_too(client: Client, person: User) -> None:
    """What django-allauth guards itself follows the same rule, also for people without a password."""
    person.set_unusable_password()
    person.save()
    make_stale(sign_in(client, person))
    assert client.get(reverse("mfa_activate_totp")).status_code == 302
    assert client.get(reverse("mfa_add_webauthn")).status_code == 302
