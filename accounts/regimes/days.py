"""Count days as the laws do: calendar days, business days, months, and ends that fall on a holiday."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

IsHoliday = Callable[[date], bool]

SATURDAY = 5


def add_days(day: date, count: int) -> date:
    """Return the day `count` calendar days later."""
    return day + timedelta(days=count)


def add_months(day: date, count: int) -> date:
    """Return the same date `count` months later, or that month's last day where there is none (Reg. 1182/71 art. 3)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def wait_months(day: date, count: int) -> date:
    """Return the first day on which `count` whole months have passed: waiting periods round up, deadlines down."""
    end = add_months(day, count)
    return end if end.day == day.day else add_days(end, 1)


def add_business_days(day: date, count: int, is_holiday: IsHoliday) -> date:
    """Return the `count`-th business day after `day`, which itself is not counted."""
    while count:
        day += timedelta(days=1)
        if is_business_day(day, is_holiday):
            count -= 1
    return day


def roll_forward(day: date, is_holiday: IsHoliday) -> date:
    """Return `day`, or the next business day when it is a weekend or a holiday (Reg. 1182/71 art. 3(4))."""
    while not is_business_day(day, is_holiday):
        day += timedelta(days=1)
    return day


def is_business_day(day: date, is_holiday: IsHoliday) -> bool:
    """Return whether people work on this day: not on weekends, not on holidays."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def paused_days(asked: date, answered: date) -> int:
    """Return the days a clarification stops the United Kingdom's clock, both ends counted (DPA 2018 s.54(3C))."""
    return (answered - asked).days + 1
