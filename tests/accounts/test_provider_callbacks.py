"""Services tell when somebody leaves them, and what they brought goes (P07)."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, ProviderDeletion, ProviderGrant, User
from accounts.outbound import OutboundError
from accounts.social import callbacks

pytestmark = pytest.mark.django_db


def connect(user: User, provider: str, uid: str) -> SocialAccount:
    account = SocialAccount.objects.create(user=user, provider=provider, uid=uid)
    ProviderGrant.objects.create(account=account, user=user, provider=provider, brought={"name": "Maya"})
    return account


@pytest.fixture
def connected(person: User, bystander: User) -> None:
    for provider in ("facebook", "apple"):
        connect(person, provider, "1001")
        connect(bystander, provider, "1002")


def kept() -> set[tuple[str, str]]:
    assert ProviderGrant.objects.count() == SocialAccount.objects.count()
    return set(SocialAccount.objects.values_list("provider", "uid"))


EVERYTHING = {("facebook", "1001"), ("facebook", "1002"), ("apple", "1001"), ("apple", "1002")}


def signed_request(secret: str = "test-facebook-secret", **claims: Any) -> str:
    body = {"algorithm": "HMAC-SHA256", "user_id": "1001", "issued_at": 1796212800} | claims
    payload = base64.urlsafe_b64encode(json.dumps(body).encode()).rstrip(b"=")
    signature = base64.urlsafe_b64encode(hmac.digest(secret.encode(), payload, hashlib.sha256)).rstrip(b"=")
    return f"{signature.decode()}.{payload.decode()}"


@pytest.mark.promise("P07")
def test_facebook_asks_for_a_deletion_and_gets_a_page(connected: None, person: User, outbox: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("accounts:facebook_deletion"), {"signed_request": signed_request()})
    assert answer.status_code == 200
    told = answer.json()
    assert told["url"].endswith(f"/services/deletion/{told['confirmation_code']}/")
    assert kept() == EVERYTHING - {("facebook", "1001")}
    page = client.get(told["url"])
    assert b"nothing this service told us about you is kept" in page.content
    assert "1001" not in page.content.decode()
    assert outbox.to(person.email)[-1].subject == "A sign-in service was disconnected"
    assert AuditEvent.objects.filter(name="accounts:provider:disconnected", data__by="provider").count() == 1
    assert client.get(reverse("accounts:provider_deletion", args=["0" * 32])).status_code == 404


def test_facebook_tells_of_a_permission_taken_back(connected: None, client: Client) -> None:
    url = reverse("accounts:facebook_deauthorize")
    assert client.post(url, {"signed_request": signed_request()}).status_code == 204
    assert kept() == EVERYTHING - {("facebook", "1001")}


def test_a_person_nobody_knows_gets_the_same_answer(connected: None, client: Client) -> None:
    url = reverse("accounts:facebook_deletion")
    answer = client.post(url, {"signed_request": signed_request(user_id="7")})
    assert set(answer.json()) == {"url", "confirmation_code"}
    assert kept() == EVERYTHING


@pytest.mark.parametrize(
    "forged",
    [
        signed_request(secret="another"),
        signed_request(algorithm="none"),
        signed_request(user_id=""),
        signed_request().partition(".")[2],
        "." + signed_request().partition(".")[2],
        "",
        "a.b",
        "ä.ö",
    ],
    ids=["secret", "algorithm", "nobody", "unsigned", "empty signature", "empty", "short", "not base64"],
)
def test_a_forged_request_is_refused(forged: str, connected: None, client: Client) -> None:
    for name in ("facebook_deletion", "facebook_deauthorize"):
        assert client.post(reverse(f"accounts:{name}"), {"signed_request": forged}).status_code == 400
    assert kept() == EVERYTHING
    assert not ProviderDeletion.objects.exists()


APPLES = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def published(key: rsa.RSAPrivateKey, kid: str) -> dict[str, Any]:
    return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) | {"kid": kid, "alg": "RS256"}


def notification(kind: str, key: Any = APPLES, *, kid: str = "apple-1", **claims: Any) -> str:
    """Return a notification in the shape Apple documents: the event is JSON inside the token."""
    event = {"type": kind, "sub": "1001", "event_time": int(time.time() * 1000)}
    body = {
        "iss": "https://appleid.apple.com",
        "aud": "test-apple-client_id",
        "iat": int(time.time()),
        "jti": "x",
    }
    return jwt.encode(body | {"events": json.dumps(event)} | claims, key, "RS256", headers={"kid": kid})


@pytest.fixture
def apple(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callbacks, "apple_keys", lambda: [published(APPLES, "apple-1")])


def tell(client: Client, payload: str) -> Any:
    url = reverse("accounts:apple_notifications")
    return client.post(url, {"payload": payload}, content_type="application/json")


@pytest.mark.parametrize("kind", ["consent-revoked", "account-delete"])
@pytest.mark.promise("P07")
def test_apple_tells_that_somebody_left(kind: str, connected: None, apple: None) -> None:
    assert tell(Client(enforce_csrf_checks=True), notification(kind)).status_code == 200
    assert kept() == EVERYTHING - {("apple", "1001")}


@pytest.mark.parametrize("kind", ["email-disabled", "email-enabled", "something-new"])
def test_other_news_from_apple_deletes_nothing(
    kind: str, connected: None, apple: None, client: Client
) -> None:
    assert tell(client, notification(kind)).status_code == 200
    assert kept() == EVERYTHING


def test_a_forged_notification_is_refused(connected: None, apple: None, client: Client) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = [
        notification("account-delete", stranger),
        notification("account-delete", kid="unknown"),
        notification("account-delete", iss="https://evil.example"),
        notification("account-delete", aud="another-app"),
        notification("account-delete", events="{}"),
        "not a token",
    ]
    for payload in forged:
        assert tell(client, payload).status_code == 400
    assert (
        client.post(
            reverse("accounts:apple_notifications"), b"\xff", content_type="application/json"
        ).status_code
        == 400
    )
    assert kept() == EVERYTHING


def test_apple_is_asked_to_come_back_when_its_keys_are_away(
    connected: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> Any:
        raise OutboundError

    monkeypatch.setattr(callbacks, "apple_keys", away)
    assert tell(client, notification("account-delete")).status_code == 503
    assert kept() == EVERYTHING
