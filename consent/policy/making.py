"""Make a draft into what is published: the text with its tables, the page, and the fingerprint."""

import hashlib
from dataclasses import dataclass
from datetime import date

from accounts.clock import today
from accounts.datamap.current import current
from accounts.datamap.history import as_data, as_of, last_year
from consent.policy.filling import fill
from consent.policy.rendering import to_html


@dataclass(frozen=True)
class Made:
    """A text as it will stand for good."""

    text: str
    html: str
    digest: str


def make(source: str, *, title: str, effective_on: date) -> Made:
    """Return the text with its tables, and its page. Raise UnknownMarker.

    The tables come from the map of this process; those of a version of the past from the map that applied then.
    """
    datamap = (as_of(effective_on) if effective_on < today() else None) or current()
    past = [as_data(one) for one in last_year(effective_on)]
    text = fill(source, as_data(datamap), past).strip() + "\n"
    return Made(text, to_html(text, title=title), hashlib.sha256(text.encode()).hexdigest())
