"""Choose messages in a real browser: from the settings, from a mail, by the unsubscribe page; and ask whether a mail is ours."""

import re
from typing import Any

import pytest
from django.core.cache import cache

from accounts.models import User
from consent.decisions import decide
from tests.consent.letters import send_digest
from tests.people import make_person

PHONE = {"viewport": {"width": 320, "height": 700}}


@pytest.fixture
def maya(site: str) -> User:
    """Return a person the company knows."""
    cache.clear()
    return make_person("maya@example.org", residence="US-CA")


@pytest.fixture
def message(maya: User, digest: str, outbox: Any) -> Any:
    """Return a mail of a topic that can be switched off, as it arrived."""
    send_digest(maya)
    return outbox.to(maya.email)[0]


def address_in(message: Any, folder: str) -> str:
    """Return the first address of a kind in the mail's text."""
    found = re.search(rf"http\S+/{folder}/\S*", message.body)
    assert found, message.body
    return found[0]


def fits(journey: Any) -> bool:
    """Return whether nothing sticks out of the window."""
    return bool(journey.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def sign_in(journey: Any, user: User) -> None:
    """Sign in with the password."""
    journey.go("/account/login/")
    journey.page.fill("input[name=login]", user.email)
    journey.page.fill("input[name=password]", "correct horse battery staple")
    journey.press("Sign in")


def test_choose_from_the_settings(journey: Any, maya: User) -> None:
    sign_in(journey, maya)
    journey.go("/settings/")
    journey.press("Choose your messages")
    assert journey.heading() == "Messages you get"
    journey.look("messages")
    switch = journey.page.get_by_label("Stories for you, By e-mail")
    assert switch.is_checked()
    switch.uncheck()
    journey.page.get_by_label("Inkwell news, By e-mail").check()
    journey.press("Save")
    said = journey.page.get_by_role("status").inner_text()
    assert "Stories for you (By e-mail): off" in said
    assert "Inkwell news (By e-mail): on" in said
    journey.look("messages-saved")
    assert decide(maya.subject, topic="digest").reason == "opted_out"
    assert decide(maya.subject, topic="newsletter").reason == "opted_in"
    journey.press("Switch everything off")
    assert journey.page.locator("main input[type=checkbox]:checked").count() == 0


def test_choose_from_a_mail_on_a_small_dark_screen(journey: Any, message: Any, maya: User) -> None:
    phone = journey.another(**PHONE, color_scheme="dark")
    phone.go(address_in(message, "preferences"))
    assert phone.heading() == "Messages you get"
    assert fits(phone)
    phone.look("messages-phone")
    phone.page.get_by_label("Surveys, By e-mail").uncheck()
    phone.press("Save")
    assert "Surveys (By e-mail): off" in phone.page.get_by_role("status").inner_text()
    assert phone.context.cookies() == []
    assert decide(maya.subject, topic="surveys").reason == "opted_out"


def test_unsubscribe_and_undo(journey: Any, message: Any, maya: User) -> None:
    journey.go(address_in(message, "unsubscribe"))
    assert journey.heading() == "Switch off “Stories for you”?"
    journey.look("unsubscribe")
    assert decide(maya.subject, topic="digest").allowed
    journey.press("Switch off")
    assert journey.heading() == "“Stories for you” is switched off"
    journey.look("unsubscribe-done")
    assert not decide(maya.subject, topic="digest").allowed
    journey.press("Undo")
    assert journey.heading() == "Switched on again"
    assert decide(maya.subject, topic="digest").allowed
    journey.press("See all your messages")
    assert journey.heading() == "Messages you get"
    assert journey.context.cookies() == []
    phone = journey.another(**PHONE)
    phone.go(address_in(message, "unsubscribe"))
    assert fits(phone)
    phone.look("unsubscribe-phone")


def test_ask_whether_a_mail_is_ours(journey: Any, message: Any) -> None:
    number = re.search(r"Number of this mail: ([\w-]+)\.", message.body)
    assert number
    journey.go("/")
    journey.page.get_by_role("contentinfo").get_by_role("link", name="Mail in our name").click()
    assert journey.heading() == "Mail in our name"
    journey.look("safe-mail")
    journey.press("Enter the number")
    assert journey.heading() == "Did this message come from us?"
    journey.page.get_by_label("Number of the mail").fill(number[1].lower().replace("-", " "))
    journey.press("Check")
    assert "Stories for you" in journey.page.get_by_role("status").inner_text()
    journey.look("genuine")
    journey.page.get_by_label("Number of the mail").fill("2222-2222-2222")
    journey.press("Check")
    journey.look("genuine-slip")
    journey.go("/safe-mail/")
    journey.press("Report a suspicious mail")
    assert journey.page.get_by_label("A mail that claims to be from us and looks suspicious").is_checked()
    assert journey.context.cookies() == []
    phone = journey.another(**PHONE, color_scheme="dark")
    phone.go("/safe-mail/")
    assert fits(phone)
    phone.look("safe-mail-phone")
    phone.go("/genuine/")
    assert fits(phone)
    phone.look("genuine-phone")


def test_the_mail_itself(journey: Any, message: Any) -> None:
    """As a mail program draws it, light on a wide screen and dark on a small one; it asks no server for anything."""
    ((html, _),) = message.alternatives
    for name, look in (("mail", {}), ("mail-phone", {**PHONE, "color_scheme": "dark"})):
        reader = journey.another(**look)
        reader.page.set_content(html)
        assert reader.page.get_by_role("link", name="Switch these mails off").is_visible()
        assert fits(reader)
        reader.look(name)
