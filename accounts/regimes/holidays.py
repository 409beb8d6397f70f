"""Which days are holidays where a clock is counted."""

from collections.abc import Container
from datetime import date, timedelta
from functools import cache

MONDAY, THURSDAY = 0, 3


def california(day: date) -> bool:
    """Return whether this is a holiday under both federal and California law.

    A business day is defined by neither the act nor its regulations. Skipping only what both laws call a
    holiday gives the earliest date that any reading with weekends off can give (Gov. Code 6700-6701,
    5 U.S.C. 6103): days that only one of them observes do not lengthen the clock.
    """
    return day in _california(day.year)


def national(country: str, day: date) -> bool:
    """Return whether `day` is a holiday in the whole country (ISO 3166, two letters); regional ones do not count."""
    return day in _national(country)


@cache
def _california(year: int) -> frozenset[date]:
    fixed = {date(year, 6, 19)}
    for month, number in ((1, 1), (7, 4), (11, 11), (12, 25)):
        fixed |= {date(year, month, number), _monday_after_sunday(date(year, month, number))}
    veterans_day = date(year, 11, 11)
    if veterans_day.weekday() == 5:
        fixed.add(date(year, 11, 10))
    moving = {
        _nth(year, 1, MONDAY, 3),
        _nth(year, 2, MONDAY, 3),
        _last_monday_of_may(year),
        _nth(year, 9, MONDAY, 1),
        _nth(year, 10, MONDAY, 2),
        _nth(year, 11, THURSDAY, 4),
    }
    return frozenset(fixed | moving)


@cache
def _national(country: str) -> Container[date]:
    # Loading the library takes two seconds and is needed only where a deadline is counted.
    import holidays

    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return frozenset()


def _monday_after_sunday(day: date) -> date:
    return day + timedelta(days=1) if day.weekday() == 6 else day


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())
