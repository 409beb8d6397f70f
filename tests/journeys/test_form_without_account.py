"""Ask without an account, follow the request, and get a copy once staff have approved it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.models import User
from config.example.platform.build import SCHEMA
from dsr.actions.decisions import approve_request
from dsr.models import DataSubjectRequest
from tests.dsr.form import code_in, secret_in
from tests.inkwell import create
from tests.people import make_person

pytestmark = pytest.mark.django_db(databases=["default", "platform"], transaction=True)


@pytest.fixture
def maya(site: str) -> User:
    """Return a person the company knows."""
    return make_person("maya@example.org", residence="DE-BY")


@pytest.fixture
def platform(site: str, media: Any) -> Iterator[None]:
    """Make the company's tables, empty, and remove them: this test commits."""
    create()
    yield
    with connections["platform"].cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


def answer(journey: Any, name: str, value: str) -> None:
    """Choose one answer and go on."""
    journey.page.check(f"input[name={name}][value={value}]")
    journey.press("Continue")


def ask(journey: Any, *, right: str, pictures: bool = False) -> None:
    """Answer every question and send the request."""
    journey.go(reverse("dsr:ask"))
    assert journey.heading().endswith("Who is asking?")
    if pictures:
        journey.look("ask-who")
        journey.press("Continue")
        journey.look("ask-who-error")
    answer(journey, "who", "self")
    if pictures:
        journey.look("ask-right")
    answer(journey, "right", right)
    journey.page.select_option("select[name=residence]", "DE")
    if pictures:
        journey.look("ask-residence")
    journey.press("Continue")
    journey.page.fill("input[name=name]", "Maya")
    journey.page.fill("input[name=email]", "maya@example.org")
    if pictures:
        journey.look("ask-contact")
    journey.press("Continue")
    assert journey.heading().endswith("Check what you are sending")
    if pictures:
        journey.look("ask-review")
    journey.press("Send the request")


def confirm(journey: Any, outbox: Any) -> str:
    """Enter the mailed code and return the tracker secret."""
    assert journey.heading().endswith("Enter the code we sent you")
    journey.page.fill("input[name=code]", code_in(outbox.to("maya@example.org")[-1]).lower())
    journey.press("Continue")
    assert journey.heading() == "We have your request"
    return secret_in(outbox.to("maya@example.org")[-1])


def follow(journey: Any, secret: str) -> DataSubjectRequest:
    """Open the request's page with reference and secret."""
    request = DataSubjectRequest.objects.get()
    journey.go(reverse("dsr:track"))
    journey.page.fill("input[name=reference]", request.reference)
    journey.page.fill("input[name=secret]", secret)
    journey.press("Open the request")
    journey.page.get_by_role("heading", name="Your request", exact=True).wait_for()
    return request


def test_a_copy_without_an_account(journey: Any, maya: User, platform: None, outbox: Any, jobs: Any) -> None:
    ask(journey, right="access", pictures=True)
    journey.look("ask-code")
    journey.page.fill("input[name=code]", "2222-2222")
    journey.press("Continue")
    assert "does not work" in journey.page.locator("main").inner_text()
    journey.look("ask-code-error")
    secret = confirm(journey, outbox)
    journey.look("ask-done")
    assert journey.context.cookies() == []
    jobs.run()
    journey.go(reverse("dsr:track"))
    journey.look("track-door")
    request = follow(journey, secret)
    journey.look("track-in-review")
    approve_request(request, actor=SYSTEM)
    jobs.run()
    follow(journey, secret)
    journey.look("track-ready")
    journey.press("Send me the code")
    journey.look("track-code")
    journey.page.fill("input[name=code]", code_in(outbox.to("maya@example.org")[-1]))
    with journey.page.expect_download() as download:
        journey.press("Download")
    assert download.value.suggested_filename.endswith(".zip")
    assert journey.context.cookies() == []


def test_a_deletion_without_an_account_can_be_cancelled(
    journey: Any, maya: User, platform: None, outbox: Any, jobs: Any
) -> None:
    ask(journey, right="erasure")
    secret = confirm(journey, outbox)
    jobs.run()
    follow(journey, secret)
    journey.look("track-deletion")
    journey.press("Cancel this request")
    journey.look("track-cancel")
    journey.press("Cancel the request")
    assert "Cancelled" in journey.page.locator("main").inner_text()
    journey.look("track-cancelled")


def test_on_a_small_screen(journey: Any) -> None:
    small = journey.another(viewport={"width": 320, "height": 640})
    small.go(reverse("home"))
    small.look("home-320")
    small.go(reverse("dsr:ask"))
    answer(small, "who", "account")
    small.look("ask-advice-320")
    width = small.page.locator("body").evaluate("b => b.scrollWidth") if small.script else 320
    assert width <= 320
