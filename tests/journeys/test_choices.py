"""Choose in a real browser, with and without JavaScript: banner, page, signals; count what is kept and who is asked."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from tests.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def maya(site: str) -> User:
    """Return a person the company knows."""
    return make_person("maya@example.org", residence="US-CA")


def bar(journey: Any) -> Any:
    """Return the notice above the page."""
    return journey.page.locator(".choices-bar")


def test_look(journey: Any, maya: User) -> None:
    for path, name in (
        ("/", "choices-home"),
        ("/choices/", "choices-visitor"),
        ("/choices/cookies/", "choices-register"),
    ):
        journey.go(path)
        journey.look(name)
    small = journey.another(viewport={"width": 320, "height": 640})
    small.go("/")
    small.look("choices-home-320")
    small.go("/choices/")
    small.look("choices-visitor-320")
    dark = journey.another(color_scheme="dark", extra_http_headers={"Sec-GPC": "1"})
    dark.go("/choices/")
    dark.look("choices-gpc-dark")
    sign_in(journey, maya)
    journey.go("/choices/")
    journey.look("choices-account")
    journey.press("Opt out of sale and sharing")
    journey.press("Opt back in")
    journey.look("choices-opt-in")


def sign_in(journey: Any, user: User) -> None:
    """Sign in with the password."""
    journey.go(reverse("account_login"))
    journey.page.fill("input[name=login]", user.email)
    journey.page.fill("input[name=password]", "correct horse battery staple")
    journey.press("Sign in")
