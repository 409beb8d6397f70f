"""Who signs in with the company's own OpenID Connect is found by the account number it vouches for."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.keyed_hash import keyed_hash
from accounts.models import AuditEvent, DataSubject, Identifier, SubjectConflict, Suppression, User
from tests.oidc import Provider, go_through
from tests.people import add_identifier
from tests.signing_in import code_in

pytestmark = pytest.mark.django_db
ADA = {"email": "ada@example.org", "email_verified": True, "name": "Ada Lovelace"}


@pytest.fixture
def company(provider: Provider, settings: Any) -> Provider:
    """Let the provider vouch for the numbers of the store platform."""
    settings.OIDC_STORE = "platform"
    return provider


def come_in(client: Client, provider: Provider, sub: str, **claims: Any) -> User:
    """Sign in with the company's provider and return the account."""
    provider.knows(sub, **claims)
    answer = go_through(
        client, reverse("openid_connect_login", kwargs={"provider_id": "oidc"}), provider, sub
    )
    assert answer.url == "/", answer.content
    return User.objects.get(pk=client.session["_auth_user_id"])


def numbers(subject: DataSubject) -> list[Identifier]:
    """Return a person's account numbers."""
    return list(subject.identifiers.filter(kind="platform_id", store="platform"))


def test_a_person_the_roster_knows_by_number_is_found(client: Client, company: Provider) -> None:
    """Although the address here is another one than the company's."""
    known = DataSubject.objects.create()
    add_identifier(known, "platform_id", "m-1", store="platform")
    bystander = DataSubject.objects.create()
    add_identifier(bystander, "platform_id", "m-2", store="platform")
    user = come_in(client, company, "m-1", **ADA)
    assert user.subject == known
    assert DataSubject.objects.known_by("email", "ada@example.org").get() == known
    assert not bystander.identifiers.filter(kind="email").exists()


def test_a_number_nobody_has_becomes_the_persons(client: Client, company: Provider) -> None:
    """Once, however often they sign in; the roster finds the same person by it."""
    user = come_in(client, company, "m-3", **ADA)
    assert come_in(Client(), company, "m-3", **ADA) == user
    (number,) = numbers(user.subject)
    assert number.verified_at is not None
    assert DataSubject.objects.known_by("platform_id", "m-3", "platform").get() == user.subject


def test_another_claim_may_hold_the_number(client: Client, company: Provider, settings: Any) -> None:
    """The settings name it; without it nothing is linked by number."""
    settings.OIDC_CLAIM = "nickname"
    user = come_in(client, company, "m-4", nickname="4711", **ADA)
    assert DataSubject.objects.known_by("platform_id", "4711", "platform").get() == user.subject
    other = come_in(Client(), company, "m-5", email="eve@example.org", email_verified=True)
    assert numbers(other.subject) == []


def test_without_a_store_nothing_is_linked_by_number(client: Client, provider: Provider) -> None:
    """The default: the provider vouches for addresses only."""
    known = DataSubject.objects.create()
    add_identifier(known, "platform_id", "m-6", store="platform")
    assert come_in(client, provider, "m-6", **ADA).subject != known


def test_an_unverified_address_links_nothing(
    client: Client, company: Provider, outbox: Any, person: User
) -> None:
    """The number finds its person after an address was proved; the unverified one finds nobody."""
    known = DataSubject.objects.create()
    add_identifier(known, "platform_id", "m-7", store="platform")
    company.knows("m-7", email=person.email, email_verified=False)
    answer = go_through(
        client, reverse("openid_connect_login", kwargs={"provider_id": "oidc"}), company, "m-7"
    )
    assert answer.url == reverse("socialaccount_signup")
    assert not User.objects.filter(subject=known).exists()
    client.post(answer.url, {"email": "own@example.org"})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(outbox.to("own@example.org")[-1])})
    user = User.objects.get(email="own@example.org")
    assert user.subject not in (None, person.subject)
    # The address made a person of its own before the number was known: staff say whether the two are one.
    conflict = SubjectConflict.objects.get()
    assert {conflict.first, conflict.second} == {known, user.subject}


def test_number_and_address_of_two_people_are_for_staff(client: Client, company: Provider) -> None:
    """The address decides who comes in, the number changes nothing, and the pair is noted once."""
    by_number, by_address = DataSubject.objects.create(), DataSubject.objects.create()
    add_identifier(by_number, "platform_id", "m-8", store="platform")
    add_identifier(by_address, "email", "ada@example.org")
    user = come_in(client, company, "m-8", **ADA)
    assert user.subject == by_address
    assert numbers(by_address) == []
    come_in(Client(), company, "m-8", **ADA)
    conflict = SubjectConflict.objects.get()
    assert {conflict.first, conflict.second} == {by_number, by_address}
    assert AuditEvent.objects.filter(
        name="accounts:subject:link_refused", data__code="number_of_another"
    ).exists()


def test_a_number_that_was_erased_stays_away(client: Client, company: Provider) -> None:
    """Signing in again makes somebody new, without the erased number."""
    Suppression.objects.create(kind="platform_id", store="platform", digest=keyed_hash("platform_id", "m-9"))
    user = come_in(client, company, "m-9", **ADA)
    assert numbers(user.subject) == []


def test_no_other_service_vouches_for_numbers(client: Client, company: Provider) -> None:
    """Google's number of somebody is not the company's."""
    known = DataSubject.objects.create()
    add_identifier(known, "platform_id", "m-10", store="platform")
    company.knows("m-10", **ADA)
    go_through(client, reverse("google_login"), company, "m-10")
    assert User.objects.get().subject != known
