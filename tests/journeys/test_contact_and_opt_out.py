"""Opt out without an account and follow it, write to the company, find an authority, and take the papers for a complaint."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.models import User
from dsr.actions.decisions import deny_request, extend_request
from dsr.models import DataSubjectRequest, Enquiry
from tests.dsr.asking import ask
from tests.dsr.form import secret_in
from tests.people import make_person
from tests.signing_in import sign_in as session_of

pytestmark = pytest.mark.django_db(databases=["default", "platform"], transaction=True)


@pytest.fixture
def tom(site: str) -> User:
    """Return a person in California whom the company knows."""
    return make_person("tom@example.org", residence="US-CA")


def sign_in(journey: Any, person: User) -> None:
    """Give the browser the session of this person."""
    client = session_of(Client(), person, second_factor=person.is_staff)
    name = settings.SESSION_COOKIE_NAME
    journey.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": journey.address}])


def answer(journey: Any, name: str, value: str) -> None:
    """Choose one answer and go on."""
    journey.page.check(f"input[name={name}][value={value}]")
    journey.press("Continue")


def track(journey: Any, request: DataSubjectRequest, secret: str) -> None:
    """Open a request's page with reference and secret."""
    journey.go(reverse("dsr:track"))
    journey.page.fill("input[name=reference]", request.reference)
    journey.page.fill("input[name=secret]", secret)
    journey.press("Open the request")
    journey.page.get_by_role("heading", name="Your request", exact=True).wait_for()


@pytest.mark.promise("P13", "P26")
def test_an_opt_out_without_an_account(journey: Any, tom: User, outbox: Any, jobs: Any) -> None:
    journey.go(reverse("dsr:ask"))
    answer(journey, "who", "self")
    answer(journey, "right", "opt_out")
    journey.page.select_option("select[name=residence]", "US-CA")
    journey.press("Continue")
    journey.page.fill("input[name=email]", "tom@example.org")
    journey.press("Continue")
    journey.press("Send the request")
    assert journey.heading() == "We have your request"
    journey.look("opt-out-sent")
    jobs.run()
    request = DataSubjectRequest.objects.get()
    track(journey, request, secret_in(outbox.to("tom@example.org")[0]))
    words = journey.page.locator("main").inner_text()
    assert "Answered on the day it came" in words
    assert "Your opt-out of sale and sharing is in force." in words
    assert "CalPrivacy" in words
    journey.look("opt-out-done")
    assert journey.context.cookies() == []


@pytest.mark.promise("P35", "P36", "P37")
def test_a_suspicious_mail_is_sent_in(journey: Any, outbox: Any) -> None:
    journey.go(f"{reverse('dsr:contact')}?about=suspicious_mail")
    journey.look("contact")
    journey.press("Send")
    journey.look("contact-error")
    journey.page.fill("textarea[name=text]", "Is this yours?")
    journey.page.fill("textarea[name=pasted]", "From: Inkwell\nGive us your password")
    journey.page.fill("input[name=email]", "maya@example.org")
    journey.press("Send")
    assert journey.heading() == "We have your message"
    journey.look("contact-sent")
    enquiry = Enquiry.objects.get()
    assert enquiry.kind == "suspicious"
    assert enquiry.reference in outbox.to("maya@example.org")[0].subject
    assert journey.context.cookies() == []
    staff = journey.another()
    officer = User.objects.create_superuser("officer@example.org", "correct horse battery staple")
    sign_in(staff, officer)
    staff.go(reverse("admin:dsr_enquiry_changelist"))
    staff.look("staff-enquiries")
    staff.go(reverse("admin:dsr_enquiry_change", args=[enquiry.pk]))
    staff.look("staff-enquiry")
    staff.go(reverse("admin:dsr_enquiry_decide", args=[enquiry.pk, "answer"]))
    staff.look("staff-enquiry-answer")
    staff.page.fill("textarea[name=text]", "It is not ours. Delete it.")
    staff.page.get_by_role("button", name="Answer").click()
    staff.page.get_by_text("Done.").first.wait_for()
    assert "It is not ours." in outbox.to("maya@example.org")[-1].body


@pytest.mark.promise("P35")
def test_an_authority_is_found_by_residence(journey: Any) -> None:
    journey.go(reverse("dsr:authorities"))
    journey.look("authorities")
    journey.page.select_option("select[name=residence]", "DE-BY")
    journey.press("Show")
    assert "BayLDA" in journey.page.locator("main").inner_text()
    journey.look("authorities-bavaria")
    journey.page.select_option("select[name=residence]", "DE")
    journey.press("Show")
    journey.look("authorities-germany")


@pytest.mark.promise("P35")
def test_the_clock_and_the_papers_for_a_complaint(journey: Any, tom: User, outbox: Any) -> None:
    request = ask(tom, right="rectification")
    sign_in(journey, tom)
    journey.go(reverse("dsr:request", args=[request.reference]))
    journey.look("clock-running")
    extend_request(request, actor=SYSTEM, reason="Much of it is in an archive on paper.")
    journey.go(reverse("dsr:request", args=[request.reference]))
    assert "Much of it is in an archive on paper." in journey.page.locator("main").inner_text()
    journey.look("clock-extended")
    deny_request(request, actor=SYSTEM, ground="kept_by_law")
    journey.go(reverse("dsr:request", args=[request.reference]))
    journey.look("clock-denied")
    journey.press("Papers for a complaint")
    journey.look("complaint-pack")
    with journey.page.expect_download() as download:
        journey.press("For a program (JSON)")
    assert (
        json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["reference"] == request.reference
    )


def test_on_a_small_screen_and_in_the_dark(journey: Any, tom: User, outbox: Any) -> None:
    request = ask(tom, right="rectification")
    small = journey.another(viewport={"width": 320, "height": 640}, color_scheme="dark")
    sign_in(small, tom)
    for name, path in (
        ("home", reverse("home")),
        ("contact", reverse("dsr:contact")),
        ("authorities", reverse("dsr:authorities")),
        ("clock", reverse("dsr:request", args=[request.reference])),
        ("complaint", reverse("dsr:complaint", args=[request.reference])),
        ("choose", reverse("dsr:choose")),
    ):
        small.go(path)
        small.look(f"{name}-320-dark")
        width = small.page.locator("body").evaluate("b => b.scrollWidth") if small.script else 320
        assert width <= 320, path
