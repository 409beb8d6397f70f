"""Dates as people write them."""

import re
from datetime import date, datetime

MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW", "PR", "GU", "VI", "AS", "MP"})
"""Countries in which 4/5/1990 is a day in April."""
WRITTEN = re.compile(r"(\d{1,4})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?")
MOMENT = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[T ]\d{2}:")
FULL_YEAR = 4


def date_forms(value: str | date, region: str) -> set[str]:
    """Return the day as ISO 8601 writes it; none for what could be two days.

    The year has four digits. With the year in front the order is clear, with points the day comes
    first, and with strokes the country says it. Where no country is known, 4/5/1990 is refused rather
    than taken either way: whoever guesses would have two tries with one claim.
    """
    if isinstance(value, datetime):
        return {value.date().isoformat()}
    if isinstance(value, date):
        return {value.isoformat()}
    text = value.strip()
    with_time = MOMENT.match(text)
    written = WRITTEN.fullmatch(with_time[1] if with_time else text)
    if written is None:
        return set()
    first, sign, middle, last = written.groups()
    if len(first) == FULL_YEAR:
        return _day(first, middle, last)
    if len(last) != FULL_YEAR:
        return set()
    day_first, month_first = _day(last, middle, first), _day(last, first, middle)
    if sign == ".":
        return day_first
    if region:
        return month_first if region in MONTH_FIRST else day_first
    either = day_first | month_first
    return either if len(either) == 1 else set()


def _day(year: str, month: str, day: str) -> set[str]:
    try:
        return {date(int(year), int(month), int(day)).isoformat()}
    except ValueError:
        return set()
