"""A complaint pack: what an authority needs to know about one request, for its person to print or hand in."""

from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.clock import now
from accounts.datamap.current import current
from dsr.authorities import authorities_at, place_of
from dsr.clock_words import RequestClock, clock_of
from dsr.contact import contact_of
from dsr.deadlines import receipt_day
from dsr.models import DataSubjectRequest
from dsr.timeline import SHOWN_AT_MOST, text_of


def pack_of(request: DataSubjectRequest, clock: RequestClock | None = None) -> dict[str, Any]:
    """Return this one request with its dates, law, clock and answers, in values JSON knows; nothing else of the person."""
    clock, contact = clock or clock_of(request), contact_of(request)
    organisation = current().organisation
    return {
        "company": {
            "name": organisation.legal_name or organisation.name,
            "address": list(organisation.address),
            "privacy_email": organisation.privacy_email,
        },
        "reference": request.reference,
        "asked_for": str(request.get_right_display()),
        "in_your_words": contact.details if contact else "",
        "law": _(request.law.name),
        "rule": clock.cite,
        "received": _day(clock.received),
        "acknowledged": _day(clock.acknowledged),
        "due": _day(clock.due),
        "first_due": _day(clock.first_due),
        "reason_for_extension": clock.reason,
        "closed": _day(clock.closed),
        "how_it_stands": clock.headline,
        "state": str(request.get_state_display()),
        "refused_because": _(request.law.grounds[request.ground].label) if request.ground else "",
        "refused_under": request.law.grounds[request.ground].cite if request.ground else "",
        "what_happened": [
            {"at": _moment(event.at), "what": str(event.get_kind_display()), "text": text_of(request, event)}
            for event in request.events.all()[:SHOWN_AT_MOST]
        ],
        "authorities": [
            {"name": one.name, "place": one.where, "web": one.url}
            for one in authorities_at(place_of(request))
        ],
        "made_on": _day(receipt_day(request.law, now())),
    }


def pack_as_text(request: DataSubjectRequest) -> str:
    """Return the pack as plain text."""
    return render_to_string("dsr/complaint_pack.txt", {"pack": pack_of(request)})


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="minutes")
