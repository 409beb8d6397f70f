"""Read the signed hand-off that the company's own settings page sends people over with (P17).

A hand-off is a JSON Web Token (RFC 7519), signed with a shared key (HS256) or the company's Ed25519 key
(EdDSA, RFC 8037). It names this portal as audience, lives a minute at most and works once.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.clock import machine_time
from accounts.errors import DomainError

MOST_SECONDS = 60
SKEW_SECONDS = 5
"""How far the company's clock may be ahead of ours."""
SHORTEST_NUMBER = 16


class HandoffRefused(DomainError):
    """The token is forged, too old, too long-lived, used before, or not for this portal."""

    code = "handoff_refused"
    message = _(
        "This way in has expired or was used already. Go back to the page you came from and try again."
    )


class HandoffUnknown(DomainError):
    """The company vouches for an account number nobody here has."""

    code = "handoff_unknown"
    message = _("We could not find your account. Sign in here with a code sent to your e-mail address.")


@dataclass(frozen=True)
class Handoff:
    """What the company vouches for: an account number and perhaps an address, under a number used once."""

    platform_id: str
    email: str | None
    digest: str
    expires_in: timedelta


def read_handoff(token: str) -> Handoff:
    """Return what a token says. Raise HandoffRefused for anything that is not exactly as it must be.

    Times are compared with the machine's clock, because the company's are the machine's too.
    """
    claims = _claims(token)
    try:
        issued, expires = float(claims["iat"]), float(claims["exp"])
        number, platform_id = str(claims["jti"]), str(claims["sub"])
    except (KeyError, TypeError, ValueError) as error:
        raise HandoffRefused from error
    at = machine_time().timestamp()
    lives = issued - SKEW_SECONDS <= at < expires
    if not lives or expires - issued > MOST_SECONDS or len(number) < SHORTEST_NUMBER or not platform_id:
        raise HandoffRefused
    email = claims.get("email") if claims.get("email_verified") is True else None
    return Handoff(
        platform_id=platform_id,
        email=str(email) if email else None,
        digest=hashlib.sha256(number.encode()).hexdigest(),
        expires_in=timedelta(seconds=expires - at),
    )


def _claims(token: str) -> dict[str, Any]:
    key: Any
    if settings.HANDOFF_PUBLIC_KEY:
        key, algorithm = Ed25519PublicKey.from_public_bytes(settings.HANDOFF_PUBLIC_KEY), "EdDSA"
    elif settings.HANDOFF_KEY:
        key, algorithm = settings.HANDOFF_KEY, "HS256"
    else:
        raise HandoffRefused
    try:
        return jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=settings.BASE_URL,
            options={"verify_exp": False, "verify_iat": False, "verify_nbf": False, "require": ["aud"]},
        )
    except jwt.PyJWTError as error:
        raise HandoffRefused from error
