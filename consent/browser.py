"""What a browser remembers of a choice about cookies: one signed cookie, without a number until somebody agrees.

A refusal is kept as a refusal and names nobody. Who agrees gets a random number, under which the ledger can
prove it; who takes everything back loses the number again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from accounts.clock import today
from accounts.signing import make_token, read_token

COOKIE = "choices"
LIFE = 182 * 24 * 3600
"""Six months; then one is asked again."""
PURPOSE = "browser-choices"


@dataclass(frozen=True)
class BrowserChoices:
    """What was answered in this browser, on which day, and the browser's number where something was agreed to."""

    allowed: frozenset[str]
    refused: frozenset[str]
    on: date
    number: UUID | None = None

    def covers(self, purposes: Iterable[str]) -> bool:
        """Return whether every one of these was asked and answered."""
        return set(purposes) <= self.allowed | self.refused


def choices_in(request: HttpRequest) -> BrowserChoices | None:
    """Return what the browser remembers, or None when it remembers nothing, or nothing that we have written."""
    kept = read_token(PURPOSE, request.COOKIES.get(COOKIE, ""), max_age=LIFE)
    if not isinstance(kept, dict):
        return None
    number = UUID(hex=kept["id"]) if "id" in kept else None
    return BrowserChoices(
        frozenset(kept["yes"]), frozenset(kept["no"]), date.fromisoformat(kept["on"]), number
    )


def remember(
    response: HttpResponseBase, *, allowed: Iterable[str], refused: Iterable[str], number: UUID | None
) -> None:
    """Let the browser remember the answers for six months."""
    kept = {"yes": sorted(allowed), "no": sorted(refused), "on": today().isoformat()}
    if number is not None:
        kept["id"] = number.hex
    response.set_cookie(
        COOKIE,
        make_token(PURPOSE, kept),
        max_age=LIFE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
