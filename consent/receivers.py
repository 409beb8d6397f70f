"""What follows from signing in: the browser's signal binds the account at that moment."""

from typing import Any

from allauth.account.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from consent.bound import bind_signal, note_opt_out


@receiver(user_logged_in, dispatch_uid="consent.signal")
def let_the_signal_bind(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Record the signal that came with the sign-in, or remember an opt-out from before."""
    signal = getattr(request, "privacy_signal", "")
    if signal:
        bind_signal(request, user, signal)
    else:
        note_opt_out(request.session, user)
