"""Ask while signed in: the five cards, a copy, a correction, and a request taken back."""

from typing import Any

from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from dsr.models import DataSubjectRequest
from tests.people import make_person
from tests.signing_in import sign_in


def enter(journey: Any, user: Any) -> None:
    """Give the journey's browser the session of a fresh sign-in."""
    name = configured.SESSION_COOKIE_NAME
    value = sign_in(Client(), user).cookies[name].value
    journey.context.add_cookies([{"name": name, "value": value, "url": journey.address}])


def test_ask_follow_and_take_back(journey: Any, outbox: Any) -> None:
    enter(journey, make_person("maya@example.org", residence="US-CA"))
    journey.go(reverse("home"))
    journey.look("home")
    journey.press("Download")
    journey.look("download")
    journey.page.get_by_text("Choose what is in it").click()
    journey.look("copy-choices")
    journey.press("Make my copy")
    assert journey.heading() == "Your request"
    journey.look("request")
    journey.go(reverse("home"))
    journey.press("Correct")
    journey.press("Ask for a correction")
    journey.press("Ask for the correction")
    journey.look("correct-error")
    journey.page.fill("textarea[name=details]", "My birthday is the 4th of May.")
    journey.press("Ask for the correction")
    assert "My birthday is the 4th of May." in journey.page.locator("main").inner_text()
    journey.go(reverse("home"))
    journey.press("Choose")
    journey.look("choose")
    journey.go(reverse("dsr:requests"))
    journey.look("requests")
    request = DataSubjectRequest.objects.get(right="access")
    journey.press(request.reference)
    journey.press("Cancel this request")
    journey.look("request-cancel")
    journey.press("Cancel the request")
    journey.look("request-cancelled")
    request.refresh_from_db()
    assert request.state == "revoked"
    assert "is cancelled" in outbox.to("maya@example.org")[-1].subject
