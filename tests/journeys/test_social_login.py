"""Sign in with a service in a real browser, look at what it brought, refresh it, and let go of it."""

from typing import Any

from django.urls import reverse

from accounts.models import ProviderGrant
from tests.oidc import Provider

PROFILE = {
    "email": "ada@example.org",
    "email_verified": True,
    "name": "Ada Lovelace",
    "birthdate": "1815-12-10",
    "contacts": ["Charles Babbage", "Mary Somerville", "Augustus De Morgan"],
}


def test_sign_in_with_the_companys_own_provider(journey: Any, provider: Provider) -> None:
    journey.allowed_hosts.add(provider.address.removeprefix("http://"))
    provider.knows("ada", **PROFILE)
    journey.go(reverse("account_login"))
    journey.press("Continue with Inkwell")
    consent(journey, "ada")
    journey.go(reverse("accounts:settings"))
    journey.look("services")
    assert "1815-12-10" in journey.page.locator("main").inner_text()
    provider.knows("ada", **{**PROFILE, "name": "Ada King"})
    journey.press("Refresh Inkwell")
    consent(journey, "ada")
    assert journey.heading() == "Sign-in and security"
    assert "Ada King" in journey.page.locator("main").inner_text()
    journey.press("See 3 contacts Inkwell")
    journey.look("service-contacts")
    journey.press("Remove Mary Somerville")
    assert "stays away when the list is refreshed" in journey.page.locator("main").inner_text()
    assert "Mary Somerville" not in journey.page.locator("main").inner_text()
    journey.go(reverse("accounts:settings"))
    journey.press("Disconnect Inkwell")
    journey.look("service-disconnect")
    journey.press("Disconnect")
    assert "What it brought is deleted" in journey.page.locator("main").inner_text()
    assert "Ada King" not in journey.page.locator("main").inner_text()
    assert not ProviderGrant.objects.exists()
    journey.look("service-gone")


def consent(journey: Any, sub: str) -> None:
    """Say yes at the provider; its own pages are its own affair."""
    journey.page.fill("input[name=sub]", sub)
    journey.page.get_by_role("button", name="Authorize", exact=True).click()
    journey.page.wait_for_url(f"{journey.address}/**")
    journey.complaints.clear()
    journey.strays.clear()
