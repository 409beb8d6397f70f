"""Read the policy, its archive and what changed; be told of a change and say that it was seen; publish as staff."""

from datetime import date
from typing import Any

from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from accounts.clock import today
from accounts.models import User
from accounts.regimes.days import add_days
from consent.campaigns import planning
from tests.consent.policies import draft, former, published, significant
from tests.people import make_person
from tests.signing_in import sign_in

OWN = """
# How we handle your data

We are [[organisation.name]]. This text says what we keep, *why*, and **for how long**.

## What we keep

[[table: categories]]

## Who receives it

* Those who run our machines, under contract.
* Nobody else, except where the law demands it.

[[table: recipients]]

## For people in California

[[table: california]]

## Whom to ask

[[table: contacts]]
"""


def enter(journey: Any, user: User, *, second_factor: bool = False) -> None:
    """Give the journey's browser the session of a fresh sign-in."""
    name = configured.SESSION_COOKIE_NAME
    value = sign_in(Client(), user, second_factor=second_factor).cookies[name].value
    journey.context.add_cookies([{"name": name, "value": value, "url": journey.address}])


def test_read_compare_be_told_and_say_so(journey: Any) -> None:
    former(date(2016, 3, 7), "We keep your name for a year.\n\n## Cookies\n\nWe set one.\n\n* A\n* B\n")
    published(source=OWN)
    journey.go(reverse("consent:policy"))
    assert journey.heading() == "How we handle your data"
    journey.look("policy")
    assert journey.context.cookies() == []
    journey.page.set_viewport_size({"width": 320, "height": 700})
    journey.look("policy-narrow")
    if journey.script:
        assert journey.page.evaluate("document.documentElement.scrollWidth") <= 320
    journey.page.set_viewport_size({"width": 1100, "height": 900})
    journey.page.emulate_media(color_scheme="dark")
    journey.look("policy-dark")
    journey.page.emulate_media(color_scheme="light", media="print")
    journey.look("policy-print")
    journey.page.emulate_media(media="screen")
    journey.press("All versions")
    journey.look("policy-archive")
    version = significant(days=40)
    planning.plan(version.campaign.pk)
    enter(journey, make_person("late@example.org"))
    maya = make_person("maya@example.org")
    second = significant("We keep even less.", days=50)
    planning.plan(second.campaign.pk)
    enter(journey, maya)
    journey.go(reverse("home"))
    banner = journey.page.locator(".notice-banner")
    assert "We delete what you read after a month." in banner.inner_text()
    journey.look("policy-banner")
    journey.page.set_viewport_size({"width": 320, "height": 700})
    journey.look("policy-banner-narrow")
    journey.page.set_viewport_size({"width": 1100, "height": 900})
    banner.get_by_role("button", name="I have seen it").click()
    assert journey.heading() == "See what we hold. Decide what happens to it."
    assert banner.count() == 0
    journey.go(reverse("consent:policy"))
    assert "A new version applies from" in journey.page.locator("main").inner_text()
    journey.look("policy-with-next")
    journey.press("Read what changes")
    assert journey.heading() == "What changed, word by word"
    journey.look("policy-compare")
    journey.page.select_option("select[name=from]", "1")
    journey.page.select_option("select[name=to]", "2")
    journey.press("Compare")
    journey.look("policy-compare-far")
    journey.press("The other way round")
    assert "From version 2" in journey.page.locator("main").inner_text()
    journey.page.emulate_media(color_scheme="dark")
    journey.look("policy-compare-dark")


def test_staff_publish_and_follow(journey: Any) -> None:
    make_person("maya@example.org")
    published(source=OWN)
    waiting = draft(
        title="How we handle your data",
        change_class="significant",
        effective_on=add_days(today(), 40),
        source=OWN.replace("for how long", "until when"),
    )
    officer = User.objects.create_superuser("officer@example.org", "correct horse battery staple")
    enter(journey, officer, second_factor=True)
    journey.go(reverse("admin:consent_policydraft_change", args=[waiting.pk]))
    journey.page.get_by_role("link", name="Look at it and publish").click()
    assert "1 person, by mail and on every page" in journey.page.locator("#content-main").inner_text()
    journey.look("staff-policy-publish")
    journey.page.get_by_role("button", name="Publish").click()
    journey.go(reverse("admin:consent_campaign_changelist"))
    journey.page.get_by_role("link", name="How we handle your data").click()
    journey.look("staff-campaign")
    journey.go(reverse("admin:consent_campaign_message"))
    journey.page.fill("[name=title]", "Stories")
    journey.page.fill("[name=text]", "Read *these*.")
    journey.page.get_by_role("button", name="Look at it").click()
    journey.look("staff-message")
