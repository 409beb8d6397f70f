"""The authorities a person can turn to about a request, as pages and mails show them."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.datamap.current import current
from accounts.regimes.authorities import Authority, authorities_for
from dsr.models import DataSubjectRequest

FEW = 3
"""More than these are shown as a link to the page that lists them."""


def authorities_at(residence: str) -> tuple[Authority, ...]:
    """Return whom somebody who lives here can complain to about this company."""
    return authorities_for(residence, seat=current().organisation.country)


def place_of(request: DataSubjectRequest) -> str:
    """Return where the person lives, as exactly as they said it or, once it is proven who they are, as is known."""
    said, known = request.residence, request.subject.residence
    if request.verified_at is not None and (not said or known.startswith(f"{said}-")):
        return known
    return said


def complaint_to(request: DataSubjectRequest) -> dict[str, Any]:
    """Return the authorities for a request, none where they are many, and the address of the page with all of them."""
    place = place_of(request)
    found = authorities_at(place)
    query = f"?{urlencode({'residence': place})}" if place else ""
    return {
        "authorities": found if len(found) <= FEW else (),
        "authorities_path": reverse("dsr:authorities") + query,
    }
