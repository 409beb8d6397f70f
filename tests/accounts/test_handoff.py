"""A signed hand-off from the company's settings page signs its person in, once, and nobody else (P17)."""

import time
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, DataSubject, HandoffUse, User
from tests.people import add_identifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(bystander: User) -> DataSubject:
    """Return somebody the roster knows who has never been here."""
    subject = DataSubject.objects.create(residence="FR")
    add_identifier(subject, "platform_id", "4711", store="platform")
    add_identifier(subject, "email", "member@example.org")
    add_identifier(bystander.subject, "platform_id", "4712", store="platform")
    return subject


def make(settings: Any, **changes: Any) -> str:
    at = int(time.time())
    claims = {
        "aud": settings.BASE_URL,
        "sub": "4711",
        "iat": at,
        "exp": at + 60,
        "jti": str(uuid4()),
    } | changes
    return jwt.encode({k: v for k, v in claims.items() if v is not None}, settings.HANDOFF_KEY, "HS256")


def post(client: Client, token: str) -> Any:
    return client.post(reverse("accounts:handoff"), {"token": token})


def test_a_member_comes_in_and_gets_an_account(settings: Any, member: DataSubject, bystander: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert post(client, make(settings)).url == "/"
    user = User.objects.get(subject=member)
    assert user.email == "member@example.org"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert AuditEvent.objects.filter(name="accounts:handoff:accepted", subject_ref=member.ref).count() == 1
    assert User.objects.count() == 2
    again = Client()
    post(again, make(settings))
    assert again.session["_auth_user_id"] == str(user.pk)


def test_the_company_may_vouch_for_an_address(settings: Any, member: DataSubject, client: Client) -> None:
    member.identifiers.filter(kind="email").delete()
    assert post(client, make(settings)).status_code == 403
    assert post(client, make(settings, email="m@example.org")).status_code == 403
    assert post(client, make(settings, email="m@example.org", email_verified=True)).status_code == 302
    assert DataSubject.objects.known_by("email", "m@example.org").get() == member


def test_a_second_use_is_refused(settings: Any, member: DataSubject, client: Client) -> None:
    token = make(settings)
    assert post(client, token).status_code == 302
    other = Client()
    assert post(other, token).status_code == 403
    assert "_auth_user_id" not in other.session


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": -1},
        {"iat": -120, "exp": -60},
        {"iat": 30, "exp": 60},
        {"exp": 3600},
        {"aud": "https://elsewhere.example"},
        {"aud": None},
        {"jti": None},
        {"jti": "short"},
        {"sub": None},
        {"exp": None},
        {"iat": "yesterday"},
    ],
)
def test_what_is_not_as_it_must_be_is_refused(
    changes: Any, settings: Any, member: DataSubject, client: Client
) -> None:
    """Numbers are seconds from now."""
    at = int(time.time())
    claims = {name: at + value if isinstance(value, int) else value for name, value in changes.items()}
    answer = post(client, make(settings, **claims))
    assert answer.status_code == 403
    assert b"Go back to the page you came from" in answer.content
    assert not User.objects.filter(subject=member).exists()
    assert not HandoffUse.objects.exists()


@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS512"])
def test_a_forgery_is_refused(algorithm: str, settings: Any, member: DataSubject, client: Client) -> None:
    claims = jwt.decode(make(settings), options={"verify_signature": False})
    key = {"none": None, "HS256": b"x" * 32, "HS512": settings.HANDOFF_KEY * 2}[algorithm]
    assert post(client, jwt.encode(claims, key, algorithm)).status_code == 403
    assert post(client, "").status_code == 403
    assert "_auth_user_id" not in client.session


def test_a_stranger_to_the_roster_is_not_found(settings: Any, member: DataSubject, client: Client) -> None:
    answer = post(client, make(settings, sub="9999", email="x@example.org", email_verified=True))
    assert answer.status_code == 403
    assert not User.objects.filter(email="x@example.org").exists()


def test_somebody_elses_address_does_not_open_their_account(
    settings: Any, member: DataSubject, client: Client, bystander: User
) -> None:
    answer = post(client, make(settings, email=bystander.email, email_verified=True))
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session
    bystander.refresh_from_db()
    assert bystander.subject != member


def test_the_companys_own_key_pair_works_too(settings: Any, member: DataSubject, client: Client) -> None:
    private = Ed25519PrivateKey.generate()
    token = make(settings)
    raw = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    settings.HANDOFF_PUBLIC_KEY = raw
    assert post(client, token).status_code == 403
    claims = jwt.decode(token, options={"verify_signature": False})
    assert post(client, jwt.encode(claims, private, "EdDSA")).status_code == 302


def test_without_a_key_the_door_is_shut(settings: Any, member: DataSubject, client: Client) -> None:
    token = make(settings)
    settings.HANDOFF_KEY = b""
    assert post(client, token).status_code == 403
    assert client.get(reverse("accounts:handoff")).status_code == 405
