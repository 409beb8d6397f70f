"""Staff come in with a second factor, see what is due, look at a request and decide."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.clock import now
from accounts.models import DataSubject, User
from dsr.models import DataSubjectRequest
from exports.checking import have_all_checked
from exports.models import StoreState
from tests.dsr.asking import ask
from tests.people import add_identifier, make_person
from tests.signing_in import code_in

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def officer(site: str) -> User:
    """Return a privacy officer with one-time codes set up."""
    user = User.objects.create_user("officer@staff.example", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="Privacy officer")[0])
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)  # type: ignore[attr-defined]
    TOTP.activate(user, KEY)
    return user


def one_time_code() -> str:
    """Return the code an authenticator shows now."""
    return format_hotp_value(hotp_value(KEY, next(iter(yield_hotp_counters_from_time()))))


def enter(journey: Any, outbox: Any, user: User) -> None:
    """Sign in by mailed code and one-time code."""
    journey.go(reverse("admin:index"))
    journey.press("Send me a code")
    journey.page.fill("input[name=email]", user.email)
    journey.press("Send me a code")
    journey.page.fill("input[name=code]", code_in(outbox.to(user.email)[-1]))
    journey.press("Continue")
    journey.page.fill("input[name=code]", one_time_code())
    journey.look("staff-second-factor")
    journey.page.locator("main form button[type=submit]").first.click()


def choose(journey: Any, role: str, name: str, *, arrive: str) -> None:
    """Follow a link or press a button and wait for the page of this heading."""
    journey.page.get_by_role(role, name=name, exact=True).click()
    journey.page.get_by_role("heading", name=arrive, exact=True).wait_for()
    journey.page.wait_for_load_state()


def test_an_officer_approves(journey: Any, officer: User, outbox: Any) -> None:
    maya, tom = (
        make_person("maya@example.org", residence="DE"),
        make_person("tom@example.org", residence="US-CA"),
    )
    request = ask(maya, method="mailed_code")
    ask(tom, right="rectification")
    add_identifier(DataSubject.objects.create(), "email", "old@example.org")
    enter(journey, outbox, officer)
    journey.go(reverse("admin:index"))
    journey.look("staff-start")
    journey.go(reverse("admin:dsr_datasubjectrequest_changelist"))
    journey.look("staff-queue")
    choose(journey, "link", request.reference, arrive=request.reference)
    journey.look("staff-request")
    choose(journey, "link", "Approve", arrive=f"Approve: {request.reference}")
    journey.look("staff-approve")
    choose(journey, "button", "Approve", arrive=request.reference)
    journey.look("staff-approved")
    assert DataSubjectRequest.objects.get(pk=request.pk).approved_at is not None
    choose(journey, "link", "Refuse", arrive=f"Refuse: {request.reference}")
    journey.look("staff-refuse")
    choose(journey, "link", "Back", arrive=request.reference)
    choose(journey, "link", "Merge with …", arrive="Merge two people")
    journey.page.get_by_label("Who is merged with them").fill("old@example.org")
    journey.look("staff-merge-find")
    choose(journey, "button", "Compare", arrive="Are these two one person?")
    journey.page.get_by_role("button", name="Merge", exact=True).click()
    journey.page.locator(".errorlist").first.wait_for()
    journey.look("staff-merge-review")
    assert maya.subject is not None
    assert not maya.subject.merged.exists()


def test_an_officer_looks_at_the_stores_and_their_picture(journey: Any, officer: User, outbox: Any) -> None:
    """In the light, in the dark, on a telephone; the picture has words for whoever cannot see it."""
    have_all_checked()
    StoreState.objects.filter(store="platform").update(
        problems=["platform: the table moods is not placed."], quarantined_since=now(), checked_at=now()
    )
    enter(journey, outbox, officer)
    journey.go(reverse("admin:exports_storestate_changelist"))
    journey.look("staff-stores")
    choose(journey, "link", "Picture", arrive="Picture of the data map")
    journey.look("staff-picture")
    journey.page.locator("summary").first.click()
    assert journey.page.get_by_role("img", name="This portal").count() == 1
    journey.page.emulate_media(color_scheme="dark")
    journey.look("staff-picture-dark")
