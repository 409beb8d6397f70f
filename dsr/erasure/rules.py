"""The dates of an erasure, and how long what is kept stays. Pure."""

import re
from datetime import date, datetime, timedelta

from accounts.datamap.vocabulary import RetentionRule
from accounts.regimes.days import add_months

ROOM_TO_WORK = timedelta(days=2)
"""Time left for the erasure itself before the promised day, so that a failed system can be mended."""
PERIOD = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$")
FROM_THE_CLOSING = {"account_closed", "request_closed"}
"""Events from which a period is counted that are the erasure itself, so that the last day is known now."""


def starts_at(asked_at: datetime, *, grace_days: int) -> datetime:
    """Return the moment from which the erasure may start and until which it can be cancelled."""
    return asked_at + timedelta(days=grace_days)


def promised_by(asked_at: datetime, *, promise_days: int) -> datetime:
    """Return the moment by which everything is erased and verified."""
    return asked_at + timedelta(days=promise_days)


def may_wait_for_copy(moment: datetime, *, asked_at: datetime, promise_days: int) -> bool:
    """Return whether a copy that is still being made may hold the erasure up: until room to work is all that is left."""
    return moment < promised_by(asked_at, promise_days=promise_days) - ROOM_TO_WORK


def kept_until(rule: RetentionRule, closing: date) -> date | None:
    """Return the last day of what a rule keeps, or None where each row counts from an event of its own."""
    match = PERIOD.match(rule.period)
    if match is None or rule.after not in FROM_THE_CLOSING:
        return None
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return add_months(closing, 12 * years + months) + timedelta(days=7 * weeks + days)
