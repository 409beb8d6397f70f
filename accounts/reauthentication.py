"""Ask for a fresh sign-in before sensitive acts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from accounts.clock import now

SESSION_KEY = "signed_in_at"
View = Callable[..., HttpResponse]


def note_fresh_sign_in(session: SessionBase) -> None:
    """Remember in the session that its person has just proved who they are."""
    session[SESSION_KEY] = now().isoformat()


def signed_in_recently(session: SessionBase) -> bool:
    """Return whether the session's person proved who they are within settings.REAUTHENTICATION_MAX_AGE seconds.

    For programs with an X-Session-Token the session is `request.auth`.
    """
    noted = session.get(SESSION_KEY)
    if not noted:
        return False
    age = now() - datetime.fromisoformat(noted)
    return timedelta() <= age <= timedelta(seconds=settings.REAUTHENTICATION_MAX_AGE)


def fresh_sign_in_required(view: View) -> View:
    """Let only people through who signed in recently; ask the others again and then go on where they were.

    Visitors are sent to the sign-in page. What a form sent is kept in the session meanwhile.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not signed_in_recently(request.session):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded
