"""Tell a service to forget a key it gave the portal (RFC 7009, and each service's own way)."""

import hashlib
import hmac
from base64 import b64encode
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp

from accounts.clock import machine_time
from accounts.models import ProviderRevocation
from accounts.outbound import Answer, OutboundError, send
from accounts.outbound.client import OutboundRefused
from accounts.sealing import unwrap, wrap

CONTEXT = b"provider revocation"
PLACES = {
    "google": "https://oauth2.googleapis.com/revoke",
    "facebook": "https://graph.facebook.com/v21.0/me/permissions",
    "twitter_oauth2": "https://api.x.com/2/oauth2/revoke",
    "apple": "https://appleid.apple.com/auth/revoke",
}
"""Where each service takes keys back; an OpenID Connect provider says it itself."""
OVERLOADED = 429


def wrap_key(key: str) -> bytes:
    """Return a key as it waits in the database."""
    return wrap(key.encode(), CONTEXT)


def revoke(pk: int) -> None:
    """Hand one key back if it still waits, and drop it: claim, tell, finish. Safe to run twice.

    An answer that the key is unknown is as good as a yes. A service that is away is asked again later; one
    that is no longer set up cannot be asked and is left to staff.
    """
    job = ProviderRevocation.claim(pk)
    if job is None:
        return
    try:
        answer = _tell(job.provider, unwrap(job.wrapped_key, CONTEXT).decode())
    except SocialApp.DoesNotExist:
        job.give_up("service_not_set_up")
    except OutboundRefused:
        job.give_up("address_refused")
    except OutboundError:
        job.retry_later("service_unavailable")
    else:
        if answer is not None and (answer.status >= 500 or answer.status == OVERLOADED):
            job.retry_later("service_unavailable")
        else:
            job.finish(wrapped_key=b"")


def _tell(provider: str, key: str) -> Answer | None:
    app = get_adapter().get_app(None, provider)
    if provider == "google":
        return send("POST", PLACES[provider], form={"token": key})
    if provider == "facebook":
        proof = hmac.new(app.secret.encode(), key.encode(), hashlib.sha256).hexdigest()
        return send("DELETE", PLACES[provider], form={"access_token": key, "appsecret_proof": proof})
    if provider == "twitter_oauth2":
        basic = b64encode(f"{app.client_id}:{app.secret}".encode()).decode()
        return send(
            "POST", PLACES[provider], form={"token": key}, headers={"Authorization": f"Basic {basic}"}
        )
    if provider == "apple":
        client = app.client_id.split(",")[0]
        form = {"client_id": client, "client_secret": _apple_secret(app, client), "token": key}
        return send("POST", PLACES[provider], form=form)
    return _tell_openid(app, key)


def _tell_openid(app: SocialApp, key: str) -> Answer | None:
    """Return the provider's answer, or None when it takes no keys back."""
    server = str(app.settings["server_url"])
    known = server if "/.well-known/" in server else f"{server}/.well-known/openid-configuration"
    place = send("GET", known).json().get("revocation_endpoint")
    if not place:
        return None
    form = {"token": key, "client_id": app.client_id, "client_secret": app.secret}
    return send("POST", str(place), form=form)


def _apple_secret(app: SocialApp, client: str) -> str:
    """Return the signed word by which Apple knows the portal."""
    at = int(machine_time().timestamp())
    claims: dict[str, Any] = {
        "iss": app.key,
        "aud": "https://appleid.apple.com",
        "sub": client,
        "iat": at,
        "exp": at + 600,
    }
    return jwt.encode(claims, app.settings["certificate_key"], "ES256", headers={"kid": app.secret})
