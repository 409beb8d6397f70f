"""Make a draft into what is published: the text with its tables, the page, and the fingerprint."""

import hashlib
from dataclasses import dataclass
from datetime import date

from accounts.datamap.current import current
from accounts.datamap.history import as_data, last_year
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
    past = [as_data(datamap) for datamap in last_year(effective_on)]
    text = fill(source, as_data(current()), past).strip() + "\n"
    return Made(text, to_html(text, title=title), hashlib.sha256(text.encode()).hexdigest())
