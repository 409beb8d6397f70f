"""Correct what is wrong where it stands, see it corrected, keep a receipt, and check a number that is not shown."""

from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from exports.models import Correction
from tests.people import make_person
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "platform"])


def enter(journey: Any, user: Any) -> None:
    """Give the journey's browser the session of a fresh sign-in."""
    client = sign_in(Client(), user)
    name = configured.SESSION_COOKIE_NAME
    journey.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": journey.address}])


@pytest.mark.promise("P17", "P34")
def test_correct_what_is_wrong(journey: Any, office: Any, jobs: Any) -> None:
    person = make_person("maya@example.org", residence="DE-BY")
    key = office.add(
        email="maya@example.org", given="Maja", family="Brandt", born="1990-12-02", nick="may", favourite="red",
        motto="What is right today is right tomorrow, and what is wrong today can be put right.", tags=["pets", "chess"],
        tax_number="12 345 678",
    )  # fmt: skip
    office.run("INSERT INTO pet VALUES (%s, 1, 'Rex'), (%s, 2, 'Ida')", key, key)
    enter(journey, person)
    journey.go(reverse("home"))
    journey.page.locator("main").get_by_role("link", name="Correct").first.click()
    assert journey.heading() == "Correct your data"
    journey.look("correct-looking")
    jobs.run()
    journey.go(reverse("exports:correct"))
    assert "Maja" in journey.page.locator("main").inner_text()
    journey.look("correct")

    journey.page.locator("main").get_by_role("link", name="Correct Given name").click()
    assert journey.heading() == "Correct: Given name"
    journey.page.get_by_label("The right value").fill("Maja")
    journey.press("Continue")
    assert "This is what stands there now" in journey.page.locator("main").inner_text()
    journey.look("correct-refused")
    journey.page.get_by_label("The right value").fill("Maya")
    journey.press("Continue")
    assert journey.heading() == "Is this right now?"
    assert "Maya" not in journey.page.url
    journey.look("correct-review")
    journey.press("Change it again")
    journey.press("Continue")
    journey.press("Correct it")
    assert "is being made" in journey.page.locator("main").inner_text()
    journey.look("correction-waiting")
    jobs.run()
    journey.go(reverse("exports:correction", args=[Correction.objects.get().ref]))
    assert "It is corrected." in journey.page.locator("main").inner_text()
    journey.look("correction")
    assert office.one(key, "given") == "Maya"

    with journey.page.expect_download() as awaited:
        journey.press("Receipt (JSON, signed)")
    assert awaited.value.suggested_filename.startswith("correction-")

    journey.go(reverse("exports:correct"))
    jobs.run()
    journey.go(reverse("exports:correct"))
    journey.page.locator("main").get_by_role("link", name="Correct Favourite").click()
    journey.look("correct-choice")
    journey.go(reverse("exports:correct_own", args=["residence"]))
    assert journey.heading() == "Where do you live?"
    journey.page.locator("main select").select_option("FR")
    journey.press("Save")
    assert journey.heading() == "Correction: Where you live"
    journey.look("correction-own")
    journey.go(reverse("exports:corrections"))
    journey.look("corrections")

    journey.go(reverse("exports:check"))
    journey.look("check")
    journey.page.get_by_label("The value as you know it").fill("12345678")
    journey.press("Check it")
    jobs.run()
    journey.page.reload()
    assert "This is the value we hold." in journey.page.locator("main").inner_text()
    journey.look("check-answer")

    small = journey.another(viewport={"width": 320, "height": 700}, color_scheme="dark")
    enter(small, person)
    small.go(reverse("exports:correct"))
    small.look("correct-small")
    small.go(reverse("exports:corrections"))
    small.look("corrections-small")
    width = small.page.evaluate("document.documentElement.scrollWidth") if small.script else 320
    assert width <= 320
