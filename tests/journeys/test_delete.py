"""Close an account in a browser: see what it means, confirm, cancel by link, cancel after signing in, let it happen."""

import re
from typing import Any

import pytest
from django.db import connections
from django.urls import reverse

from accounts.models import User
from dsr.erasure.due import start_due
from dsr.models import DataSubjectRequest
from tests import inkwell
from tests.people import add_identifier
from tests.signing_in import code_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "platform"])
MAYA = "00000000-0000-4000-8000-00000000a1ce"


@pytest.fixture
def member(site: str, media: Any, person: User) -> Any:
    """Return Maya, who has an account at the platform."""
    with connections["platform"].cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS inkwell CASCADE")
        inkwell.create()
        cursor.execute(
            "INSERT INTO inkwell.members (id, username, email, email_verified_at, residence, locale, timezone, joined_at) "
            "VALUES (%s, 'maya', %s, now(), 'DE', 'en', 'UTC', now())",
            [MAYA, person.email],
        )
    add_identifier(person.subject, "platform_id", MAYA, store="platform")
    yield person
    with connections["platform"].cursor() as cursor:
        cursor.execute("DROP SCHEMA inkwell CASCADE")


def account_state() -> str | None:
    """Return the state of the person's account at the platform, None when it is gone."""
    with connections["platform"].cursor() as cursor:
        cursor.execute("SELECT status::text FROM inkwell.members WHERE id = %s", [MAYA])
        row = cursor.fetchone()
        return row[0] if row else None


def sign_in(journey: Any, email: str, outbox: Any) -> None:
    """Come in with a mailed code."""
    journey.go(reverse("account_login"))
    journey.press("Send me a code")
    journey.page.fill("input[name=email]", email)
    journey.press("Send me a code")
    journey.page.fill("input[name=code]", code_in(outbox.to(email)[-1]))
    journey.press("Continue")


def close(journey: Any, member: User, outbox: Any, jobs: Any, *, look: bool = False) -> None:
    """Walk from the start page to the end of the closing."""
    sign_in(journey, member.email, outbox)
    journey.go(reverse("dsr:close"))
    assert journey.heading() == "Close your account"
    if look:
        journey.look("close-consequences")
    journey.press("Go on to close the account")
    assert journey.heading() == "Confirm that you want to close your account"
    if look:
        journey.page.fill("input[name=email]", "somebody@example.org")
        journey.press("Close my account")
        assert "not the address of your account" in journey.page.locator("main").inner_text()
        journey.look("close-confirm-error")
    journey.page.fill("input[name=email]", member.email)
    journey.press("Close my account")
    assert journey.heading() == "Your account is being closed"
    if look:
        journey.look("close-done")
    jobs.run()


def test_close_and_cancel_by_the_mailed_link(journey: Any, member: User, outbox: Any, jobs: Any) -> None:
    close(journey, member, outbox, jobs, look=True)
    assert account_state() == "closing"
    letter = next(m for m in outbox.to(member.email) if "will be deleted" in m.subject)
    link = re.search(r"https?://\S+/closing/cancel/\S+", letter.body).group()
    elsewhere = journey.another()
    elsewhere.page.goto(link)
    assert elsewhere.heading() == "Keep your account?"
    elsewhere.look("close-cancel-link")
    assert DataSubjectRequest.objects.get().state == "in_progress"
    elsewhere.press("Cancel the deletion")
    assert elsewhere.heading() == "Your account stays open"
    elsewhere.look("close-cancelled")
    jobs.run()
    assert DataSubjectRequest.objects.get().state == "revoked"
    assert account_state() == "active"


def test_sign_in_again_and_press_cancel(journey: Any, member: User, outbox: Any, jobs: Any) -> None:
    close(journey, member, outbox, jobs)
    sign_in(journey, member.email, outbox)
    assert DataSubjectRequest.objects.get().state == "in_progress", "signing in alone cancels nothing"
    journey.press("See or cancel the deletion")
    assert journey.heading() == "Your account is being closed"
    journey.look("closing")
    journey.press("Cancel and keep my account")
    jobs.run()
    assert "stays open" in journey.page.locator("main").inner_text()
    assert account_state() == "active"


@pytest.mark.promise("P30")
def test_let_it_happen(journey: Any, member: User, outbox: Any, jobs: Any) -> None:
    close(journey, member, outbox, jobs)
    DataSubjectRequest.objects.update(execute_after=DataSubjectRequest.objects.get().received_at)
    assert start_due() == 1
    jobs.run()
    assert DataSubjectRequest.objects.get().state == "fulfilled"
    assert account_state() is None
    assert not User.objects.filter(email=member.email).exists()
    assert outbox.to(member.email)[-1].subject == "Your data is deleted"
    journey.go(reverse("dsr:closing"))
    assert journey.heading() == "Sign in"
