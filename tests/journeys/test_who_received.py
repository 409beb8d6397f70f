"""Read who received one's data, on a wide screen and on a telephone."""

from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from accounts.actions.disclosures import record_disclosures
from accounts.actor import SYSTEM
from accounts.models import User
from tests.people import make_person
from tests.signing_in import sign_in

GIVEN = [
    ("mail-delivery", "contact", "processor", "2026-11-02"),
    ("accountants", "business", "adviser", "2026-10-12"),
    ("authorities", "account", "legal_duty", "2026-03-31"),
]


def enter(journey: Any, user: User) -> None:
    """Give the journey's browser the session of a fresh sign-in."""
    client = sign_in(Client(), user)
    name = configured.SESSION_COOKIE_NAME
    journey.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": journey.address}])


@pytest.mark.promise("P42")
def test_read_who_received_what(journey: Any) -> None:
    """From what is held, one click leads there; both say what the law lets be said."""
    maya = make_person("maya@example.org")
    lines = [
        {
            "id": str(number),
            "email": "maya@example.org",
            "recipient": recipient,
            "category": category,
            "ground": ground,
            "disclosed_at": day,
        }
        for number, (recipient, category, ground, day) in enumerate(GIVEN)
    ]
    assert record_disclosures(lines, sender="CRM", actor=SYSTEM).counts["recorded"] == 3
    enter(journey, maya)
    journey.go(reverse("exports:holdings"))
    journey.press("Who received your data")
    assert journey.heading() == "Who received your data"
    words = journey.page.locator("main").inner_text()
    for said in ("Pigeonhole Mail", "31 March 2026", "The law demanded it", "How to reach you"):
        assert said in words
    journey.look("who-received")
    journey.page.set_viewport_size({"width": 320, "height": 700})
    journey.page.emulate_media(color_scheme="dark")
    assert journey.page.evaluate("document.documentElement.scrollWidth") <= 320
    journey.look("who-received-phone")
