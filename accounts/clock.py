"""The portal's clock: the one place where the current time comes from.

The trial moves this clock forward to show what happens on day 10 without waiting ten days; tests put a
fixed time into it. Everywhere else it is the machine's clock.
"""

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the current time, aware, in UTC."""
    return machine_time() + offset()


def machine_time() -> datetime:
    """Return the machine's own time; tests replace it."""
    return timezone.now()


def today() -> date:
    """Return the current date in the organisation's time zone, in which legal days are counted."""
    return timezone.localtime(now()).date()


def offset() -> timedelta:
    """Return how far the clock has been moved: zero unless settings name a clock file with seconds in it."""
    path: Path | None = settings.CLOCK_FILE
    if path is None:
        return timedelta()
    try:
        return timedelta(seconds=int(path.read_text(encoding="ascii") or 0))
    except FileNotFoundError:
        return timedelta()
