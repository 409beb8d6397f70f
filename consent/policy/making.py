"""Make a draft into what is published: the text with its tables, the page, and the fingerprint."""

import hashlib
from dataclasses import dataclass
from datetime import date

from accounts.datamap.current import current
from accounts.datamap.history import as_data
from accounts.models import DataMapVersion
from accounts.regimes.days import add_months
from consent.policy.filling import fill
from consent.policy.rendering import to_html


@dataclass(frozen=True)
class Made:
    """A text as it will stand for good."""

    text: str
    html: str
    digest: str


def make(source: str, *, title: str, effective_on: date) -> Made:
    """Return the text with its tables from the map in force in this process, and its page. Raise UnknownMarker."""
    text = (
        fill(source, as_data(current()), [version.content for version in _last_year(effective_on)]).strip()
        + "\n"
    )
    return Made(text, to_html(text, title=title), hashlib.sha256(text.encode()).hexdigest())


def _last_year(day: date) -> list[DataMapVersion]:
    """Return the maps that applied at some time in the twelve months before a day, the oldest first."""
    begin = add_months(day, -12) if day.year > 1 else day
    at_begin = DataMapVersion.objects.filter(effective__lte=begin).order_by("-effective", "-id").first()
    since = DataMapVersion.objects.filter(effective__gt=begin, effective__lte=day).order_by("effective", "id")
    return [*([at_begin] if at_begin else []), *since[:500]]
