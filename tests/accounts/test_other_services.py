"""Apple, Facebook and X, each against answers in the shapes it documents (P07)."""

import copy
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.providers.apple.views import AppleOAuth2Adapter
from allauth.socialaccount.providers.facebook import flows as facebook
from allauth.socialaccount.providers.facebook.views import FacebookOAuth2Adapter
from allauth.socialaccount.providers.twitter_oauth2.views import TwitterOAuth2Adapter
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.test import Client
from django.urls import reverse

from accounts.models import ProviderGrant, User
from tests.recorded import Recorded
from tests.signing_in import code_in

pytestmark = pytest.mark.django_db
APPLES = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def leave(client: Client, provider: str) -> dict[str, str]:
    """Press the button and return what the service is asked."""
    answer = client.post(reverse(f"{provider}_login"))
    assert answer.status_code == 302, answer.content
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.url).query).items()}


def prove_address(client: Client, address: str, outbox: Any) -> User:
    """Give an address and the code mailed there, as who comes without a vouched-for one must."""
    client.post(reverse("socialaccount_signup"), {"email": address})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(outbox.to(address)[-1])})
    return User.objects.get(email=address)


def test_facebook(client: Client, recorded: Recorded, monkeypatch: pytest.MonkeyPatch, outbox: Any) -> None:
    monkeypatch.setattr(FacebookOAuth2Adapter, "access_token_url", f"{recorded.address}/oauth/access_token")
    monkeypatch.setattr(facebook, "GRAPH_API_URL", recorded.address)
    token = {"access_token": "EAAB", "token_type": "bearer", "expires_in": 5183944}
    recorded.answers["/oauth/access_token"] = token
    recorded.answers["/me"] = {
        "id": "10223",
        "email": "ada@example.org",
        "name": "Ada Lovelace",
        "birthday": "12/10/1815",
        "picture": {
            "data": {"height": 50, "is_silhouette": False, "url": "https://cdn.example/a.jpg", "width": 50}
        },
        "friends": {
            "data": [{"name": "Charles Babbage", "id": "7"}],
            "paging": {},
            "summary": {"total_count": 311},
        },
        "permissions": {
            "data": [
                {"permission": "email", "status": "granted"},
                {"permission": "user_friends", "status": "granted"},
                {"permission": "user_birthday", "status": "declined"},
            ]
        },
    }
    asked = leave(client, "facebook")
    assert set(asked["scope"].split(",")) == {"email", "public_profile"}
    answer = client.get(reverse("facebook_callback"), {"code": "AQD", "state": asked["state"]})
    assert answer.url == reverse("socialaccount_signup")
    proof = hmac.new(b"test-facebook-secret", b"EAAB", hashlib.sha256).hexdigest()
    assert recorded.fields("/me")["appsecret_proof"] == proof
    user = prove_address(client, "ada@example.org", outbox)
    grant = ProviderGrant.objects.get(user=user)
    assert grant.brought == {
        "name": "Ada Lovelace",
        "email": "ada@example.org",
        "birthday": "12/10/1815",
        "picture": "https://cdn.example/a.jpg",
        "contacts": ["Charles Babbage"],
        "contacts_count": 311,
    }
    assert grant.scopes == ["email", "user_friends"]
    page = client.get(reverse("accounts:settings")).content.decode()
    assert "311" in page
    listed = client.get(reverse("accounts:contacts", args=[grant.account_id])).content.decode()
    assert "Charles Babbage" in listed


def test_x(client: Client, recorded: Recorded, monkeypatch: pytest.MonkeyPatch, outbox: Any) -> None:
    monkeypatch.setattr(TwitterOAuth2Adapter, "access_token_url", f"{recorded.address}/2/oauth2/token")
    monkeypatch.setattr(TwitterOAuth2Adapter, "profile_url", f"{recorded.address}/2/users/me")
    recorded.answers["/2/oauth2/token"] = {
        "token_type": "bearer",
        "expires_in": 7200,
        "access_token": "bWRW",
        "scope": "users.read tweet.read",
    }
    recorded.answers["/2/users/me"] = {
        "data": {
            "id": "2244994945",
            "name": "Ada Lovelace",
            "username": "ada",
            "verified": False,
            "profile_image_url": "https://pbs.example/ada_normal.jpg",
            "created_at": "2013-12-14T04:35:55.000Z",
        }
    }
    asked = leave(client, "twitter_oauth2")
    assert asked["code_challenge_method"] == "S256"
    answer = client.get(reverse("twitter_oauth2_callback"), {"code": "VG", "state": asked["state"]})
    assert answer.url == reverse("socialaccount_signup")
    assert "code_verifier" in recorded.fields("/2/oauth2/token")
    user = prove_address(client, "ada@example.org", outbox)
    assert ProviderGrant.objects.get(user=user).brought == {
        "name": "Ada Lovelace",
        "username": "ada",
        "picture": "https://pbs.example/ada_normal.jpg",
    }


@pytest.fixture
def apple(recorded: Recorded, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    services = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    services["apple"]["APPS"][0]["settings"]["certificate_key"] = pem.decode()
    settings.SOCIALACCOUNT_PROVIDERS = services
    monkeypatch.setattr(AppleOAuth2Adapter, "access_token_url", f"{recorded.address}/auth/token")
    monkeypatch.setattr(AppleOAuth2Adapter, "public_key_url", f"{recorded.address}/auth/keys")
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(APPLES.public_key()))
    recorded.answers["/auth/keys"] = {"keys": [jwk | {"kid": "86D88Kf", "use": "sig", "alg": "RS256"}]}
    return recorded


def come_back(client: Client, apple: Recorded, state: str, **claims: Any) -> Any:
    """Let Apple post its answer across sites, without our cookies, and follow to where they are sent again."""
    at = int(time.time())
    identity = {
        "iss": "https://appleid.apple.com",
        "aud": "test-apple-client_id",
        "exp": at + 86400,
        "iat": at,
        "sub": "001234.abcdef.0815",
        "email": "x7k2@privaterelay.appleid.com",
        "email_verified": "true",
        "is_private_email": "true",
        "auth_time": at,
        "nonce_supported": True,
    } | claims
    id_token = jwt.encode(identity, APPLES, "RS256", headers={"kid": "86D88Kf"})
    apple.answers["/auth/token"] = {
        "access_token": "adg6",
        "token_type": "Bearer",
        "expires_in": 3600,
        "refresh_token": "rca7",
        "id_token": id_token,
    }
    user = json.dumps({"name": {"firstName": "Ada", "lastName": "Lovelace"}, "email": identity["email"]})
    away = Client(enforce_csrf_checks=True)
    sent = away.post(
        reverse("apple_callback"), {"code": "c0d3", "state": state, "id_token": id_token, "user": user}
    )
    assert sent.status_code == 302
    client.cookies.update(away.cookies)
    back = urlsplit(sent.url)
    return client.get(f"{back.path}?{back.query}")


def test_apple(client: Client, apple: Recorded) -> None:
    asked = leave(client, "apple")
    assert asked["response_mode"] == "form_post"
    assert come_back(client, apple, asked["state"]).url == "/"
    user = User.objects.get(email="x7k2@privaterelay.appleid.com")
    assert user.subject is not None
    brought = ProviderGrant.objects.get(user=user).brought
    assert (brought["name"], brought["email"]) == ("Ada Lovelace", user.email)
    assert "rca7" not in json.dumps(brought)
    secret = jwt.decode(apple.fields("/auth/token")["client_secret"], options={"verify_signature": False})
    assert (secret["iss"], secret["sub"]) == ("test-apple-team_id", "test-apple-client_id")


def test_an_identity_for_another_app_is_refused(client: Client, apple: Recorded) -> None:
    asked = leave(client, "apple")
    assert come_back(client, apple, asked["state"], aud="another-app").status_code == 401
    assert not User.objects.exists()
