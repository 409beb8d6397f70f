"""From the moment a request arrives to the law it falls under and the days it must be answered."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.regimes.laws import Regime
from accounts.regimes.residence import answer_due, choose


@dataclass(frozen=True)
class Deadline:
    """Which law, why, and by when."""

    regime: Regime
    residence: str
    statutory: date
    internal: date


def deadline_for(right: str, *, received_at: datetime, residences: tuple[str, ...]) -> Deadline:
    """Return the deadline of a request; of several residences the one with the shortest clock."""
    start = timezone.localtime(received_at).date()
    regime, residence = choose(*residences, right=right, start=start)
    start = receipt_day(regime, received_at)
    due = answer_due(regime, right, start, residence)
    return Deadline(regime, residence, due.statutory, due.internal)


def receipt_day(regime: Regime, received_at: datetime) -> date:
    """Return the day of receipt where the law counts: California's days in California, others where the company is."""
    zone = ZoneInfo(regime.time_zone) if regime.time_zone else None
    return timezone.localtime(received_at, zone).date()
