"""The clock of a request in words: when it came, by when it is answered, how much time is left, what comes next."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.clock import now
from accounts.regimes.clocks import due
from accounts.regimes.residence import answer_due
from dsr.deadlines import receipt_day
from dsr.lifecycle import State
from dsr.models import DataSubjectRequest, Event
from dsr.timeline import in_words, text_of
from dsr.waiting import Waits, waits_of

NEAR = 7
"""Days before the end from which the clock is shown in another colour."""


@dataclass(frozen=True)
class RequestClock:
    """What the clock shows. `passed` of `total` days are over; `first_due` is set once the answer was put off."""

    headline: str
    tone: str
    received: date
    acknowledged: date | None
    acknowledge_by: date
    due: date
    closed: date | None
    passed: int
    total: int
    first_due: date | None
    reason: str
    cite: str
    coming: str


def clock_of(request: DataSubjectRequest, waits: Waits | None = None) -> RequestClock:
    """Return the clock of a request. It runs from receipt to the answer and never stops in between.

    `waits` is what `waits_of` said, where the caller has asked already.
    """
    law = request.law
    received = receipt_day(law, request.received_at)
    today = receipt_day(law, request.closed_at or now())
    clock = law.clock(request.right)
    left = (request.statutory_due - today).days
    total = max((request.statutory_due - received).days, 1)
    put_off = request.extended_at is not None
    return RequestClock(
        headline=_headline(request, left, (today - received).days),
        tone=_tone(request, left),
        received=received,
        acknowledged=request.acknowledged_at and timezone.localtime(request.acknowledged_at).date(),
        acknowledge_by=due(law.acknowledge, received).statutory,
        due=request.statutory_due,
        closed=today if request.is_closed else None,
        passed=min(max((today - received).days, 0), total),
        total=total,
        first_due=answer_due(law, request.right, received, request.residence).statutory if put_off else None,
        reason=_reason(request) if put_off else "",
        cite=clock.cite if request.regime != "default" else "",
        coming=_coming(request, waits or waits_of(request)),
    )


def _headline(request: DataSubjectRequest, left: int, took: int) -> str:
    if request.state == State.REVOKED:
        return _("You cancelled this request")
    if request.state == State.EXPIRED:
        return _("Closed without an answer, because it was not confirmed")
    if request.is_closed:
        if took == 0:
            return _("Answered on the day it came")
        return ngettext("Answered after %(days)d day", "Answered after %(days)d days", took) % {"days": took}
    if left == 0:
        return _("Our answer is due today")
    if left < 0:
        return ngettext("Our answer is %(days)d day late", "Our answer is %(days)d days late", -left) % {
            "days": -left
        }
    return ngettext("%(days)d day left for our answer", "%(days)d days left for our answer", left) % {
        "days": left
    }


def _tone(request: DataSubjectRequest, left: int) -> str:
    if request.is_closed:
        return "over"
    if left < 0:
        return "urgent"
    return "near" if left <= NEAR else ""


def _reason(request: DataSubjectRequest) -> str:
    event = request.events.filter(kind=Event.Kind.EXTENDED).last()
    return text_of(request, event) if event else ""


def _coming(request: DataSubjectRequest, waits: Waits) -> str:
    """Return what happens next, "" once nothing does."""
    if request.is_closed:
        return ""
    if request.state == State.OPEN:
        return _("Enter the code we sent to your address. We begin as soon as you have.")
    if request.waits_for_approval:
        return _("A member of our staff checks that the request can be carried out. You need to do nothing.")
    if waits.outside:
        return _("We wait for others to answer, until %(day)s at most. Then we write to you.") % {
            "day": in_words(timezone.localtime(max(one.until for one in waits.outside)))
        }
    if request.execute_after is not None:
        day = in_words(timezone.localtime(request.execute_after))
        return _(
            "We delete your data on %(day)s and write to you when it is done. Until it begins you can cancel."
        ) % {"day": day}
    if request.by_hand:
        return _("Our staff work on it and write to you with the answer.")
    if waits.checked:
        return _("We look at one of our systems first. After that your request goes on by itself.")
    return _("Our program works on it at this moment and writes to you when it is done.")
