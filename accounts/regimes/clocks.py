"""A clock: by when a law wants an answer, and the earlier day the company aims at."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from accounts.regimes import holidays
from accounts.regimes.days import add_business_days, add_days, add_months, roll_forward

Unit = Literal["days", "business days", "months"]


@dataclass(frozen=True)
class Span:
    """A length of time in the unit the law uses."""

    count: int
    unit: Unit = "days"

    def after(self, day: date) -> date:
        """Return the day this span ends when `day` is day zero; business days are California's."""
        if self.unit == "months":
            return add_months(day, self.count)
        if self.unit == "business days":
            return add_business_days(day, self.count, holidays.california)
        return add_days(day, self.count)


@dataclass(frozen=True)
class Clock:
    """One deadline of one law.

    `due` is the law's own period and `internal` the days the company gives itself, never longer.
    `extended` and `extended_internal` count from the start too, not from the first due date. `rolls`
    says that an end on a weekend or holiday moves to the next working day; only the law's date rolls.
    """

    due: Span
    internal: Span
    cite: str
    extended: Span | None = None
    extended_internal: Span | None = None
    open_ended_extension: bool = False
    rolls: bool = False

    @property
    def extendable(self) -> bool:
        """Return whether the law allows an extension at all."""
        return self.extended is not None or self.open_ended_extension


@dataclass(frozen=True)
class Due:
    """The two dates of one deadline."""

    statutory: date
    internal: date


class NotExtendable(ValueError):
    """The law gives no second period for this."""


def statutory_due(clock: Clock, start: date, *, country: str = "", extended: bool = False) -> date:
    """Return the last day the law allows. Raise NotExtendable where there is no fixed second period."""
    end = _span(clock, extended).after(start)
    if clock.rolls and country:
        return roll_forward(end, lambda day: holidays.national(country, day))
    return end


def internal_due(clock: Clock, start: date, *, extended: bool = False) -> date:
    """Return the day the company aims at. Raise NotExtendable where there is no fixed second period."""
    _span(clock, extended)
    span = (clock.extended_internal or clock.internal) if extended else clock.internal
    return span.after(start)


def due(clock: Clock, start: date, *, country: str = "", extended: bool = False) -> Due:
    """Return both dates of a deadline that starts on this day."""
    return Due(
        statutory_due(clock, start, country=country, extended=extended),
        internal_due(clock, start, extended=extended),
    )


def _span(clock: Clock, extended: bool) -> Span:  # noqa: FBT001 (the flag comes from keyword-only callers)
    if not extended:
        return clock.due
    if clock.extended is None:
        raise NotExtendable
    return clock.extended
