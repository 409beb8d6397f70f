"""Come in for the first time, look around, sign out, and come back by other ways."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from tests.signing_in import code_in


def test_sign_up_with_a_mailed_code(journey: Any, outbox: Any) -> None:
    journey.go(reverse("account_login"))
    assert journey.heading() == "Sign in"
    journey.look("sign-in")
    journey.press("Send me a code")
    journey.look("sign-in-address")
    journey.page.fill("input[name=email]", "not an address")
    journey.press("Send me a code")
    journey.look("sign-in-address-error")
    journey.page.fill("input[name=email]", "new@example.org")
    journey.press("Send me a code")
    journey.look("sign-in-code")
    journey.page.fill("input[name=code]", "BBBB-BBBB")
    journey.press("Continue")
    assert "not the code" in journey.page.locator("main").inner_text()
    journey.look("sign-in-code-error")
    journey.page.fill("input[name=code]", code_in(outbox.to("new@example.org")[-1]))
    journey.press("Continue")
    assert User.objects.get(email="new@example.org").subject is not None
    journey.go(reverse("accounts:settings"))
    assert journey.heading() == "Sign-in and security"
    journey.look("settings")
