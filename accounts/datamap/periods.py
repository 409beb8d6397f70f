"""ISO 8601 durations in whole years, months, weeks and days, counted from a day. Pure."""

import re
from datetime import date, timedelta

from accounts.regimes.days import add_months

PERIOD = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


def after(day: date, period: str) -> date:
    """Return the day on which a period that began on `day` is over. Raise ValueError for what is no period."""
    found = PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(period)
    years, months, weeks, days = (int(number or 0) for number in found.groups())
    return add_months(day, years * 12 + months) + timedelta(weeks=weeks, days=days)
