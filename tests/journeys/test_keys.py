"""Set up passkeys, one-time codes and a password in a real browser, come in with each, and use the way out."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from accounts.models import User
from tests.people import make_person
from tests.signing_in import code_in

PASSWORD = "correct horse battery staple"


@pytest.fixture
def maya(site: str) -> User:
    return make_person("maya@example.org")


def sign_in(journey: Any, user: User) -> None:
    journey.go(reverse("account_login"))
    journey.page.fill("input[name=login]", user.email)
    journey.page.fill("input[name=password]", PASSWORD)
    journey.page.locator("form:has(input[name=password]) button").click()


def one_time_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def test_a_passkey_opens_the_account(scripted: Any, maya: User, outbox: Any) -> None:
    journey = scripted
    device = journey.context.new_cdp_session(journey.page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(journey, maya)
    journey.go(reverse("mfa_add_webauthn"))
    journey.look("passkey-add")
    journey.page.fill("input[name=name]", "My laptop")
    if journey.page.locator("input[name=passwordless]").count():
        journey.page.check("input[name=passwordless]")
    journey.page.locator("main form button").first.click()
    journey.page.wait_for_url(re.compile("2fa/(?!webauthn/add)"))
    journey.look("passkey-recovery-codes")
    journey.go(reverse("mfa_list_webauthn"))
    assert "My laptop" in journey.page.locator("main").inner_text()
    journey.look("passkey-list")
    assert outbox.to(maya.email)[-1].subject == "A passkey was added"
    journey.context.clear_cookies()
    journey.go(reverse("account_login"))
    journey.press("Use a passkey")
    journey.page.wait_for_url(f"{journey.address}/")
    journey.go(reverse("accounts:settings"))
    assert "My laptop" in journey.page.locator("main").inner_text()
    journey.look("settings-with-passkey")


def test_one_time_codes_are_asked_for_once_switched_on(journey: Any, maya: User, outbox: Any) -> None:
    sign_in(journey, maya)
    journey.go(reverse("mfa_activate_totp"))
    journey.look("one-time-codes-on")
    text = journey.page.locator("main").inner_text() + journey.page.locator("main").inner_html()
    secret = re.search(r"\b[A-Z2-7]{32}\b", text.replace(" ", ""))
    assert secret, text
    journey.page.fill("input[name=code]", one_time_code(secret.group()))
    journey.page.locator("main form button[type=submit]").first.click()
    journey.page.wait_for_url(re.compile("recovery-codes|2fa/?$"))
    journey.look("recovery-codes")
    assert outbox.to(maya.email)[-1].subject == "One-time codes were switched on"
    again = journey.another()
    sign_in(again, maya)
    again.look("one-time-code")
    again.page.fill("input[name=code]", "000000")
    again.page.locator("main form button[type=submit]").first.click()
    again.look("one-time-code-error")
    again.go(reverse("accounts:settings"))
    assert again.heading() == "Second step"


def test_somebody_else_came_in(journey: Any, maya: User, outbox: Any) -> None:
    """The alert about an unseen browser leads to a page that signs everybody out."""
    sign_in(journey, maya)
    thief = journey.another()
    sign_in(thief, maya)
    assert outbox.to(maya.email)[-1].subject == "New sign-in to your privacy account"
    journey.go(reverse("accounts:settings"))
    journey.look("settings-two-browsers")
    found = re.search(r"/alert/\S+/", outbox.to(maya.email)[-1].body)
    assert found
    reader = journey.another()
    reader.go(found.group())
    reader.look("not-me")
    reader.press("Sign everybody out")
    reader.look("not-me-done")
    thief.go(reverse("accounts:settings"))
    assert thief.heading() == "Sign in"
    sign_in(thief, maya)
    assert thief.heading() == "Sign in"


def test_a_new_address_and_a_new_password(journey: Any, maya: User, outbox: Any) -> None:
    sign_in(journey, maya)
    journey.go(reverse("account_email"))
    journey.look("address-change")
    journey.page.fill("input[name=email]:not([type=hidden])", "maya.new@example.org")
    journey.page.locator("button[name=action_add]").click()
    journey.look("address-code")
    journey.page.fill("input[name=code]", code_in(outbox.to("maya.new@example.org")[-1]))
    journey.page.locator("main form:has(input[name=code]) button[type=submit]").first.click()
    journey.page.wait_for_load_state()
    maya.refresh_from_db()
    assert maya.email == "maya.new@example.org"
    journey.go(reverse("account_change_password"))
    journey.look("password-change")
    journey.go(reverse("account_reset_password"))
    journey.look("password-forgotten")
