"""Sign in with a service, for real, against an OpenID Connect provider in a process of its own (P07)."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, DataSubject, ProviderGrant, User
from tests.oidc import Provider, go_through
from tests.people import add_identifier
from tests.signing_in import code_in, make_stale, sign_in

pytestmark = pytest.mark.django_db

PROFILE = {
    "email": "ada@example.org",
    "email_verified": True,
    "name": "Ada Lovelace",
    "birthdate": "1815-12-10",
    "picture": "https://pictures.example/ada.png",
    "locale": "en",
}


@pytest.fixture(params=["oidc", "google"])
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def door(service: str) -> str:
    if service == "google":
        return reverse("google_login")
    return reverse("openid_connect_login", kwargs={"provider_id": "oidc"})


@pytest.mark.promise("P07", "P41")
def test_a_new_person_comes_in_and_what_was_brought_is_shown(
    client: Client, provider: Provider, service: str
) -> None:
    provider.knows("ada", **PROFILE)
    answer = go_through(client, door(service), provider, "ada")
    assert answer.url == "/"
    user = User.objects.get(email="ada@example.org")
    assert user.subject is not None
    assert not user.has_usable_password()
    grant = ProviderGrant.objects.get(user=user)
    assert grant.provider == service
    assert grant.brought["name"] == "Ada Lovelace"
    assert grant.brought["birthday"] == "1815-12-10"
    assert "profile" in grant.scopes
    page = client.get(reverse("accounts:settings")).content.decode()
    for shown in ("Ada Lovelace", "1815-12-10", "https://pictures.example/ada.png"):
        assert shown in page


def test_a_person_the_roster_knows_by_that_address_is_found(
    client: Client, provider: Provider, service: str
) -> None:
    known = DataSubject.objects.create(residence="GB")
    add_identifier(known, "email", "ada@example.org")
    provider.knows("ada", **PROFILE)
    go_through(client, door(service), provider, "ada")
    assert User.objects.get().subject == known


def test_an_address_the_service_does_not_vouch_for_links_nothing(
    client: Client, provider: Provider, service: str, outbox: Any, person: User
) -> None:
    """The person proves an address by a mailed code; only then is anything opened or connected."""
    provider.knows("mallory", **{**PROFILE, "email": person.email, "email_verified": False})
    answer = go_through(client, door(service), provider, "mallory")
    assert answer.url == reverse("socialaccount_signup")
    assert SocialAccount.objects.count() == 0
    page = client.get(answer.url)
    assert person.email in page.content.decode()
    client.post(answer.url, {"email": "mallory@example.org"})
    client.post(
        reverse("account_confirm_login_code"), {"code": code_in(outbox.to("mallory@example.org")[-1])}
    )
    mallory = User.objects.get(email="mallory@example.org")
    assert mallory.subject not in (None, person.subject)
    assert SocialAccount.objects.get().user == mallory


def test_an_address_that_has_an_account_is_not_taken_over(
    client: Client, provider: Provider, service: str, person: User, outbox: Any
) -> None:
    """Even a vouched-for address only connects after the account's own mailbox has answered."""
    provider.knows("maya", **{**PROFILE, "email": person.email})
    answer = go_through(client, door(service), provider, "maya")
    assert answer.url == reverse("socialaccount_signup")
    assert "_auth_user_id" not in client.session
    client.post(answer.url, {"email": person.email})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(outbox.to(person.email)[-1])})
    assert SocialAccount.objects.get().user == person
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_waiting_service_is_not_connected_to_whoever_signs_in_next(
    client: Client, provider: Provider, service: str, person: User
) -> None:
    provider.knows("mallory", **{**PROFILE, "email_verified": False})
    go_through(client, door(service), provider, "mallory")
    password = {"login": person.email, "password": "correct horse battery staple"}
    client.post(reverse("account_login"), password)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert SocialAccount.objects.count() == 0


@pytest.mark.promise("P07", "P41")
def test_connect_refresh_and_disconnect(
    client: Client,
    provider: Provider,
    service: str,
    person: User,
    bystander: User,
    outbox: Any,
) -> None:
    provider.knows("ada", **PROFILE)
    sign_in(client, person)
    connect = f"{door(service)}?process=connect"
    answer = go_through(client, connect, provider, "ada")
    assert answer.url == reverse("accounts:settings")
    assert outbox.to(person.email)[-1].subject == "A sign-in service was connected"
    assert SocialToken.objects.filter(account__user=person).exists()
    provider.knows("ada", **{**PROFILE, "name": "Ada King"})
    go_through(client, connect, provider, "ada")
    grant = ProviderGrant.objects.get()
    assert (grant.user, grant.brought["name"]) == (person, "Ada King")
    url = reverse("accounts:disconnect", args=[grant.account_id])
    stranger = sign_in(Client(), bystander)
    assert stranger.post(url).status_code == 404
    make_stale(client)
    assert client.post(url).url.startswith(reverse("account_reauthenticate"))
    assert ProviderGrant.objects.exists()
    sign_in(client, person)
    assert b"Ada" not in client.get(url).content
    client.post(url)
    for model in (ProviderGrant, SocialAccount, SocialToken):
        assert not model.objects.exists()
    assert b"Ada King" not in client.get(reverse("accounts:settings")).content
    assert AuditEvent.objects.filter(
        name="accounts:provider:disconnected", subject_ref=person.subject.ref
    ).exists()


def test_a_service_connected_elsewhere_is_refused(
    client: Client, provider: Provider, service: str, person: User, bystander: User
) -> None:
    provider.knows("ada", **PROFILE)
    connect = f"{door(service)}?process=connect"
    go_through(sign_in(Client(), bystander), connect, provider, "ada")
    go_through(sign_in(client, person), connect, provider, "ada")
    assert ProviderGrant.objects.get().user == bystander


def test_a_second_factor_is_asked_after_a_service_too(
    client: Client, provider: Provider, service: str, person: User
) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    provider.knows("ada", **PROFILE)
    go_through(sign_in(Client(), person), f"{door(service)}?process=connect", provider, "ada")
    TOTP.activate(person, generate_totp_secret())
    answer = go_through(client, door(service), provider, "ada")
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_a_person_who_says_no_comes_back_without_an_account(
    client: Client, provider: Provider, service: str
) -> None:
    from urllib.parse import urlsplit

    leave = client.post(door(service))
    denial = requests.post(leave.url, data={"action": "deny"}, allow_redirects=False, timeout=5)
    back = urlsplit(denial.headers["Location"])
    # This provider forgets to return the state, which a real one must (RFC 6749, 4.1.2.1).
    state = parse_qs(urlsplit(leave.url).query)["state"][0]
    answer = client.get(f"{back.path}?{back.query}&state={state}")
    assert answer.url == reverse("socialaccount_login_cancelled")
    assert b"No account was opened" in client.get(answer.url).content
    assert not User.objects.exists()


def test_an_answer_nobody_asked_for_gets_nobody_in(client: Client, provider: Provider, service: str) -> None:
    """A link with somebody else's code, or a state of another browser, signs nobody in."""
    provider.knows("ada", **PROFILE)
    leave = Client().post(door(service))
    back = urlsplit(provider.consent(leave.url, "ada"))
    assert client.get(f"{back.path}?{back.query}").status_code == 401
    assert not User.objects.exists()
