"""A request's timeline as its page shows it: what happened, and what comes."""

from datetime import date
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.sealing import Unreadable, unseal
from dsr.models import DataSubjectRequest, Event
from dsr.waiting import Waits, waits_of

SHOWN_AT_MOST = 100
WAITS_FOR_STORE = _l(
    "We found something in it that we have to look at first, so that nothing of yours is left out. Your request goes on "
    "by itself after that, and the day by which you have our answer stays the same."
)


def timeline_of(request: DataSubjectRequest, waits: Waits | None = None) -> list[dict[str, Any]]:
    """Return the events in the shape of components/timeline.html, with the date of the answer while there is none.

    `waits` is what `waits_of` said, where the caller has asked already.
    """
    shown = past_of(request)
    if not request.is_closed:
        if (waits or waits_of(request)).checked:
            shown.append(
                {"title": _("One of our systems is being checked"), "text": WAITS_FOR_STORE, "tone": ""}
            )
        if shown:
            shown[-1]["tone"] = "current"
        if request.execute_after:
            when = in_words(timezone.localtime(request.execute_after))
            shown.append({"title": _("We delete your data"), "when": when, "tone": "future"})
        shown.append(
            {"title": _("You have our answer by"), "when": in_words(request.statutory_due), "tone": "future"}
        )
    return shown


def past_of(request: DataSubjectRequest) -> list[dict[str, Any]]:
    """Return what has happened to a request."""
    return [_shown(request, event) for event in request.events.all()[:SHOWN_AT_MOST]]


def in_words(day: date) -> str:
    """Return a day as 21 December 2026."""
    return formats.date_format(day, "j F Y")


def _shown(request: DataSubjectRequest, event: Event) -> dict[str, Any]:
    return {"title": event.get_kind_display(), "at": event.at, "text": text_of(request, event), "tone": ""}


def text_of(request: DataSubjectRequest, event: Event) -> str:
    """Return what staff or the program wrote for the person in an event, or that it can no longer be read."""
    if event.sealed_text is None:
        return ""
    try:
        return str(unseal(request.subject, event.sealed_text, life="record"))
    except Unreadable:
        return _("This text is no longer readable: its record has expired.")
