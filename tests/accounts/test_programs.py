"""Programs sign in for a token (django-allauth headless) and use the API with it."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from accounts.actor import SYSTEM
from accounts.ending import end_sessions
from accounts.models import User
from accounts.reauthentication import signed_in_recently
from tests.signing_in import code_in

pytestmark = pytest.mark.django_db
APP = "/_allauth/app/v1"
PASSWORD = "correct horse battery staple"


def call(
    path: str, body: dict[str, Any] | None = None, token: str | None = None, method: str = "post"
) -> Any:
    headers = {"X-Session-Token": token} if token else {}
    send = getattr(Client(), method)
    if body is None:
        return send(f"{APP}/{path}", headers=headers)
    return send(f"{APP}/{path}", body, content_type="application/json", headers=headers)


def test_a_password_gives_a_token_that_works_and_ends(person: User) -> None:
    answer = call("auth/login", {"email": person.email, "password": PASSWORD})
    assert answer.status_code == 200
    token = answer.json()["meta"]["session_token"]
    assert answer.cookies == {}
    assert call("auth/session", token=token, method="get").json()["data"]["user"]["email"] == person.email
    assert signed_in_recently(SessionStore(session_key=token))
    end_sessions(person, actor=SYSTEM)
    assert call("auth/session", token=token, method="get").status_code in (401, 410)


def test_a_mailed_code_gives_a_token(person: User, outbox: Any) -> None:
    asked = call("auth/code/request", {"email": person.email})
    assert asked.status_code == 401
    token = asked.json()["meta"]["session_token"]
    done = call("auth/code/confirm", {"code": code_in(outbox.to(person.email)[-1])}, token)
    assert done.status_code == 200, done.content


def test_a_second_factor_is_asked_of_programs_too(person: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    asked = call("auth/login", {"email": person.email, "password": PASSWORD})
    assert asked.status_code == 401
    pending = [flow["id"] for flow in asked.json()["data"]["flows"] if flow.get("is_pending")]
    assert pending == ["mfa_authenticate"]
    code = format_hotp_value(hotp_value(secret, list(counters())[1]))
    done = call("auth/2fa/authenticate", {"code": code}, asked.json()["meta"]["session_token"])
    assert done.status_code == 200, done.content


def test_programs_open_no_accounts(db: None) -> None:
    answer = call("auth/signup", {"email": "new@example.org", "password": "a good long password 1"})
    assert answer.status_code == 403
    assert not User.objects.exists()


def test_the_specification_is_published(client: Client) -> None:
    assert client.get("/_allauth/openapi.json").json()["openapi"].startswith("3.")
    assert client.get("/_allauth/openapi.html").status_code == 404


def test_secrets_of_one_time_codes_are_not_stored_in_clear(person: User) -> None:
    secret = generate_totp_secret()
    wrapped = TOTP.activate(person, secret).instance
    wrapped.refresh_from_db()
    assert secret not in str(wrapped.data)
    assert TOTP(wrapped).validate_code(format_hotp_value(hotp_value(secret, list(counters())[1])))
