"""A sign-in at a service that did not vouch for an address waits here until one is proved by a mailed code."""

from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from accounts.models import User

SESSION_KEY = "socialaccount_sociallogin"
"""Where django-allauth keeps a sign-in it cannot finish."""
PROVED_KEY = "pending_service_proved"
"""Set once the same browser has proved an address, so that nothing is connected to whoever signs in next."""


def pending_login(request: HttpRequest) -> SocialLogin | None:
    """Return the sign-in that waits in this session."""
    data = request.session.get(SESSION_KEY)
    if data is None:
        return None
    try:
        return SocialLogin.deserialize(data)
    except ValueError:
        return None


def prove(request: HttpRequest, address: str) -> None:
    """Note that this browser proved an address for the sign-in that waits, if one does."""
    if SESSION_KEY in request.session:
        request.session[PROVED_KEY] = address.lower()


def connect_pending(request: HttpRequest, user: User) -> None:
    """Connect the service that waited to the account whose address was proved, and forget it either way."""
    sociallogin = pending_login(request)
    proved = request.session.pop(PROVED_KEY, None)
    request.session.pop(SESSION_KEY, None)
    if sociallogin is None or proved is None or user.email.lower() != proved:
        return
    sociallogin.lookup()
    if not sociallogin.is_existing:
        sociallogin.connect(request, user)
