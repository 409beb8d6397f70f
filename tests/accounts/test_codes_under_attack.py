"""Codes hold when many tries come at once, and prove only the mailbox that is looked up."""

from typing import Any

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse

from accounts.signin.codes import MOST_TRIES, SIGN_IN, CodeExpired, WrongCode, check_code, send_code
from tests.signing_in import code_in

pytestmark = pytest.mark.django_db


def seen_by_each(session: SessionBase) -> SessionBase:
    """Return the session as a request sees it that came before any other was answered."""
    return SessionStore(session_key=session.session_key)


def test_tries_that_come_at_once_are_all_counted(outbox: Any) -> None:
    session = SessionStore()
    send_code(session, SIGN_IN, "maya@example.org")
    session.save()
    code = code_in(outbox[-1])
    for _ in range(MOST_TRIES):
        with pytest.raises((WrongCode, CodeExpired)):
            check_code(seen_by_each(session), SIGN_IN, "nothing")
    with pytest.raises(CodeExpired):
        check_code(seen_by_each(session), SIGN_IN, code)


def test_the_right_code_is_taken_at_the_last_try(outbox: Any) -> None:
    session = SessionStore()
    send_code(session, SIGN_IN, "maya@example.org")
    session.save()
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(WrongCode):
            check_code(seen_by_each(session), SIGN_IN, "nothing")
    assert check_code(seen_by_each(session), SIGN_IN, code_in(outbox[-1])) == "maya@example.org"


@pytest.mark.parametrize("lookalike", ["\u017fam@example.org", "\u017fAM@example.org"])
def test_a_code_goes_to_the_mailbox_that_is_looked_up(client: Client, outbox: Any, lookalike: str) -> None:
    client.post(reverse("account_request_login_code"), {"email": lookalike})
    (message,) = outbox
    assert message.to[0].lower() == "sam@example.org"
