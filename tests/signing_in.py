"""Sign people in for tests, as far as a test needs it."""

import re
import time
from typing import Any

from django.test import Client

from accounts.models import User


def sign_in(client: Client, user: User, *, second_factor: bool = False) -> Client:
    """Sign a person in, freshly; with `second_factor` as if a one-time code had been given too."""
    client.force_login(user)
    session = client.session
    methods: list[dict[str, Any]] = [{"method": "code", "at": time.time()}]
    if second_factor:
        methods.append({"method": "mfa", "type": "totp", "at": time.time()})
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def make_stale(client: Client) -> None:
    """Let the session's sign-in be too old for sensitive acts."""
    session = client.session
    del session["signed_in_at"]
    session.save()


def code_in(message: Any) -> str:
    """Return the code a mail carries."""
    found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", message.body)
    assert found, message.body
    return found.group()
