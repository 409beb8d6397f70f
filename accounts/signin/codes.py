"""Mailed codes: whoever gives an address gets a code there, whether it has an account or not.

The account is looked up only after the code came back, by the person who holds the address. So no
answer, no query and no mail can tell who has an account.
"""

import hmac
import secrets
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import normalize_user_code
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import mail
from accounts.clock import now
from accounts.errors import DomainError

LIFE_SECONDS = 15 * 60
MOST_TRIES = 5


class CodeExpired(DomainError):
    """The code is too old, was tried too often, or none was asked for in this browser."""

    code = "code_expired"
    message = _("This code can no longer be used. Ask for a new one.")


class WrongCode(DomainError):
    """The code is not the one that was mailed."""

    code = "wrong_code"
    message = _("This is not the code we sent. Check it and try again.")


@dataclass(frozen=True)
class Purpose:
    """What a code is for: where the session keeps it, and the mail that carries it."""

    key: str
    template: str


SIGN_IN = Purpose("sign_in_code", "accounts/sign_in_code")
CONFIRM = Purpose("confirm_code", "accounts/sign_in_code")


@transaction.atomic
def send_code(session: SessionBase, purpose: Purpose, address: str) -> None:
    """Mail a new code to the address and keep its fingerprint in the session; an earlier one stops working."""
    code, nonce = get_adapter().generate_login_code(), secrets.token_hex(8)
    session[purpose.key] = {
        "address": address,
        "nonce": nonce,
        "digest": _digest(code, address, nonce),
        "sent_at": now().timestamp(),
    }
    mail.send(purpose.template, to=address, context={"code": code})


def awaited_address(session: SessionBase, purpose: Purpose) -> str | None:
    """Return the address a code was sent to in this session, if one is awaited."""
    state = session.get(purpose.key)
    return state["address"] if state else None


def check_code(session: SessionBase, purpose: Purpose, code: str) -> str:
    """Return the address the code proves and forget the code. Raise CodeExpired or WrongCode."""
    state = session.get(purpose.key)
    if not state or not 0 <= now().timestamp() - state["sent_at"] <= LIFE_SECONDS:
        session.pop(purpose.key, None)
        raise CodeExpired
    tries = _count_try(state["digest"])
    if tries <= MOST_TRIES and hmac.compare_digest(
        state["digest"], _digest(code, state["address"], state["nonce"])
    ):
        del session[purpose.key]
        return state["address"]
    if tries >= MOST_TRIES:
        del session[purpose.key]
        raise CodeExpired
    raise WrongCode


def _count_try(digest: str) -> int:
    """Count a try before it is compared, in one step: what a session counts, many tries at once would overwrite."""
    key = f"code-tries:{digest}"
    cache.add(key, 0, LIFE_SECONDS)
    try:
        return int(cache.incr(key))
    except ValueError:
        # The cache was emptied between the two calls.
        return 1


def _digest(code: str, address: str, nonce: str) -> str:
    message = f"{nonce}:{normalize_user_code(code)}:{address}"
    return salted_hmac("accounts.codes", message, algorithm="sha256").hexdigest()
