"""The tour of the trial, stop by stop, in a real browser."""

import re
from io import StringIO

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import connections
from django.urls import reverse

from accounts.clock import today
from accounts.models import DataSubject
from config.example.demo import DEMO_PEOPLE
from config.tour.stops import stops
from tests import inkwell
from tests.people import add_identifier

pytestmark = pytest.mark.django_db(databases=["default", "platform"], transaction=True)
STAFF = 9


@pytest.fixture
def trial(site, media, settings, tmp_path):
    """Make the trial's people, with what has happened to them and an empty platform."""
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.MAIL_TRANSPORT = "config.mailbox.transport.EmailBackend"
    settings.CLOCK_FILE = tmp_path / "clock"
    with connections["platform"].cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS inkwell CASCADE")
        inkwell.create()
    for demo in DEMO_PEOPLE:
        add_identifier(DataSubject.objects.create(residence=demo.residence), "email", demo.email)
    call_command("trial_people", stdout=StringIO())
    call_command("trial_states", stdout=StringIO())
    yield
    with connections["platform"].cursor() as cursor:
        cursor.execute("DROP SCHEMA inkwell CASCADE")


def test_every_stop_can_be_reached_and_seen(journey, trial, jobs):
    for shown in stops():
        number, stop, address = shown.number, shown.stop, shown.address
        journey.go("/tour")
        if stop.email:
            journey.page.locator(f"form[action='{reverse('trial-go', args=[number])}'] button").click()
            if number == STAFF:
                (code,) = re.findall(r"one-time code is (\d{6})", journey.page.inner_text("main"))
                journey.page.fill("input[name=code]", code)
                journey.page.locator("main form button[type=submit]").first.click()
        else:
            journey.press(str(stop.title))
        journey.page.wait_for_url(f"**{address}")
        journey.page.wait_for_load_state()
        # What waits for a worker would load its page again in the middle of what comes next.
        jobs.run()
        journey.page.reload()
        assert journey.heading()
        journey.look(f"tour-{number:02}")


def test_a_day_passes(journey, trial):
    journey.go("/")
    journey.page.get_by_role("link", name="Take the tour").click()
    assert journey.heading() == "Ten stops"
    soon = journey.page.locator("section", has=journey.page.locator("#clock"))
    assert "the deletion begins" in soon.inner_text()
    journey.look("tour")
    journey.press("One day later")
    journey.page.wait_for_load_state()
    assert configured.CLOCK_FILE.read_text() == "86400"
    assert f"{today():%-d %B %Y}" in journey.page.inner_text("main")
    lately = journey.page.locator("div", has=journey.page.get_by_role("heading", name="Became due")).last
    assert "The answer to a correction is due" in lately.inner_text()
    assert "the deletion begins" in lately.inner_text()
    journey.look("tour-a-day-later")

    phone = journey.another(viewport={"width": 320, "height": 700}, color_scheme="dark")
    phone.go("/trial/tour")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 320
    phone.look("tour-phone")
