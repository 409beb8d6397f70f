"""Requests in every state that staff meet: due tomorrow, overdue, extended, refused; a closing, and a copy that is ready."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from accounts.actor import actor_for
from accounts.clock import now, today
from config.states import cast
from config.states.past import ago
from dsr.actions.closing import ORIGIN, close_account
from dsr.actions.decisions import deny_request, extend_request
from dsr.actions.requests import submit_request
from dsr.contact import Contact
from dsr.deadlines import deadline_for
from dsr.models import DataSubjectRequest

LONGEST = 60
"""Days back in which the day is looked for on which a request must have come to be due on another."""
DUE_TOMORROW = "The city in my profile should read Oakland. It still says Fresno, where I lived until spring."
OVERDUE = "Stop choosing stories by what I read. I want the same front page as everybody."
EXTENDED = "The royalties of three stories are booked under my old name, Maya Bell. Put my name right in all of them."
MORE_TIME = "The statements of two years have to be compared by hand, and the writer of the old name has to be sure to be you."
REFUSED = "Remove the note about my suspension from what you hold about me."
WHY_REFUSED = (
    "The note is true, and others who reported the account are named in it. Your side of the matter is added to it, and the note "
    "goes a year after the measure."
)


def due_tomorrow() -> None:
    """Let Diego have asked for a correction on the day that makes it due tomorrow."""
    days = _days_before_due("rectification", cast.subject("diego").residence, today() + timedelta(days=1))
    _asked("due-tomorrow", "diego", "rectification", DUE_TOMORROW, days=days)


def overdue() -> None:
    """Let Lena have objected so long ago that the answer is late by law."""
    _asked("overdue", "lena", "objection", OVERDUE, days=36)


def extended() -> None:
    """Let Maya have asked for much work, and the officer for more time."""
    request = _asked("extended", "maya", "rectification", EXTENDED, days=20)
    if request is not None:
        with ago(days=6):
            extend_request(request, actor=cast.officer(), reason=MORE_TIME)


def refused() -> None:
    """Let Viktor have asked for what others have a right to, and the officer have said no."""
    request = _asked("refused", "viktor", "rectification", REFUSED, days=12)
    if request is not None:
        with ago(days=4):
            deny_request(request, actor=cast.officer(), ground="rights_of_others", text=WHY_REFUSED)


def copy_ready() -> None:
    """Let Maya have asked for a copy the day before yesterday; it is made at once."""
    _asked("copy", "maya", "access", "", days=2)


def closing() -> None:
    """Let Noah have closed his account nine days ago: one day is left to change his mind."""
    user = cast.user("noah")
    if not DataSubjectRequest.objects.filter(subject=user.subject, origin=ORIGIN).exists():
        with ago(days=9, hours=1):
            close_account(user, actor=actor_for(user))


def _asked(name: str, key: str, right: str, details: str, *, days: int) -> DataSubjectRequest | None:
    """File a request as this member some days ago; None when that was done before."""
    user = cast.user(key)
    mark = f"trial {name}"
    if DataSubjectRequest.objects.filter(idempotency_key=mark).exists():
        return None
    with ago(days=days):
        return submit_request(
            cast.subject(key),
            actor=actor_for(user),
            right=right,
            channel=DataSubjectRequest.Channel.PORTAL,
            contact=Contact(user.email, details=details),
            method="sign_in",
            idempotency_key=mark,
        )


def _days_before_due(right: str, residence: str, day: date) -> int:
    """Return how many days ago a request must have come for the company to want it answered on this day."""

    def dues() -> Iterator[tuple[int, date]]:
        moment: datetime = now()
        for back in range(LONGEST):
            asked = moment - timedelta(days=back)
            yield back, deadline_for(right, received_at=asked, residences=(residence,)).internal

    return min(dues(), key=lambda found: abs((found[1] - day).days))[0]
