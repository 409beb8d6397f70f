"""Periods of the data map as dates, and how long to wait before a question is asked again. Pure."""

import secrets
from datetime import datetime, timedelta

from accounts.datamap.periods import after

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)


def later(moment: datetime, period: str) -> datetime:
    """Return the same time of day when a period of the data map that began at this moment is over."""
    day = moment.date()
    return moment + (after(day, period) - day)


def backoff(tries: int) -> timedelta:
    """Return how long to wait after this many tries: twice as long each time, and never the same for all.

    Somewhere between half of it and the whole, so that questions which failed together do not come back together.
    """
    whole = min(FIRST_WAIT * 2 ** min(tries, 20), LONGEST_WAIT)
    half: timedelta = whole / 2
    return half + half * (secrets.randbelow(1001) / 1000)
