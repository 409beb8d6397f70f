"""Read what services send on their own account: that somebody left them, or wants their data gone.

Nothing here trusts a word before its signature: Facebook signs with the app's secret (HMAC-SHA256),
Apple with keys it publishes.
"""

import binascii
import hashlib
import hmac
import json
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.encoding import from_text
from accounts.errors import DomainError
from accounts.outbound import send

APPLE_KEYS = "https://appleid.apple.com/auth/keys"
APPLE_ISSUER = "https://appleid.apple.com"
APPLE_ENDINGS = frozenset({"consent-revoked", "account-delete", "account-deleted"})
"""Events after which nothing that Apple brought may be kept. Others only tell about forwarding of mail."""


class NotFromThere(DomainError):
    """The message is not signed by the service, or makes no sense."""

    code = "not_from_there"
    message = _("This message does not come from the service it names.")


def facebook_user(request: HttpRequest, signed_request: str) -> str:
    """Return the id of the person a signed request of Facebook is about. Raise NotFromThere."""
    app = _app(request, "facebook")
    signature, _, payload = signed_request.partition(".")
    try:
        given = from_text(signature)
        claims = json.loads(from_text(payload))
    except (binascii.Error, ValueError) as error:
        raise NotFromThere from error
    expected = hmac.digest(app.secret.encode(), payload.encode(), hashlib.sha256)
    if not hmac.compare_digest(given, expected) or not isinstance(claims, dict):
        raise NotFromThere
    if str(claims.get("algorithm", "")).upper() != "HMAC-SHA256" or not claims.get("user_id"):
        raise NotFromThere
    return str(claims["user_id"])


def apple_event(request: HttpRequest, payload: str) -> tuple[str, str]:
    """Return the kind of a notification of Apple and the id of the person it is about. Raise NotFromThere."""
    app = _app(request, "apple")
    audience = [name.strip() for name in app.client_id.split(",")]
    try:
        kid = jwt.get_unverified_header(payload).get("kid")
        key = next((k for k in apple_keys() if k.get("kid") == kid), None)
        if key is None:
            raise NotFromThere
        claims = jwt.decode(
            payload,
            jwt.PyJWK.from_dict(key, algorithm="RS256").key,
            algorithms=["RS256"],
            audience=audience,
            issuer=APPLE_ISSUER,
            options={"require": ["iss", "aud", "iat"]},
        )
        event: Any = claims.get("events")
        event = json.loads(event) if isinstance(event, str) else event
        return str(event["type"]), str(event["sub"])
    except (jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
        raise NotFromThere from error


def apple_keys() -> list[dict[str, Any]]:
    """Return the keys Apple signs with at present. Raise OutboundError when it cannot be asked."""
    keys: list[dict[str, Any]] = send("GET", APPLE_KEYS).json().get("keys", [])
    return keys


def _app(request: HttpRequest, provider: str) -> SocialApp:
    try:
        return get_adapter().get_app(request, provider)
    except SocialApp.DoesNotExist as error:
        raise NotFromThere from error
