"""Recognise browsers that have signed in before, so that a new one is worth an alert."""

import hashlib
import secrets
from collections.abc import Callable

from allauth.core.internal.httpkit import is_headless_request
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.clock import now
from accounts.models import KnownBrowser, User

COOKIE = "browser"
COOKIE_AGE = 365 * 24 * 3600


def digest(token: str) -> str:
    """Return what is stored of a browser's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def remember_browser(request: HttpRequest, user: User) -> bool:
    """Remember the browser of this sign-in and return whether it is unseen in an account used before.

    The very first browser of an account is nothing to alert about. The cookie is set with the answer;
    programs have none and are known by the name they give themselves.
    """
    program = is_headless_request(request)
    token = f"program:{request.headers.get('User-Agent', '')}" if program else request.COOKIES.get(COOKIE, "")
    mine = KnownBrowser.objects.filter(user=user)
    if token and mine.filter(digest=digest(token)).update(last_seen_at=now()):
        return False
    unseen = mine.exists() or user.session_epoch > 0
    token = token or secrets.token_urlsafe(32)
    KnownBrowser.objects.get_or_create(user=user, digest=digest(token))
    if not program:
        request.browser_token = token  # type: ignore[attr-defined]
    return unseen


class KnownBrowserMiddleware:
    """Set the cookie of a browser that has just signed in; no other answer sets it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the cookie after a sign-in."""
        response = self.get_response(request)
        token = getattr(request, "browser_token", None)
        if token:
            response.set_cookie(
                COOKIE,
                token,
                max_age=COOKIE_AGE,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response
