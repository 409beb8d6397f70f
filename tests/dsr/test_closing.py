"""Closing an account: consequences, typed confirmation, the date, and every way back."""

import re
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.actor import SYSTEM, actor_for
from accounts.models import AuditEvent, DataSubject, User
from accounts.signing import make_token
from dsr.actions.closing import cancel_closing, close_account
from dsr.actions.erasure import TooLate
from dsr.closing import cancel_url
from dsr.erasure.due import start_due
from dsr.models import AccountSwitch, DataSubjectRequest, ErasureRun
from tests.people import add_identifier
from tests.signing_in import make_stale, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
NUMBER = "00000000-0000-4000-8000-00000000a1ce"


@pytest.fixture
def member(inkwell: None, person: User) -> User:
    """Return Maya with an open account at the platform."""
    with connections["platform"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO inkwell.members (id, username, email, email_verified_at, residence, locale, timezone, joined_at) "
            "VALUES (%s, 'maya', %s, now(), 'DE', 'en', 'UTC', now())",
            [NUMBER, person.email],
        )
    add_identifier(person.subject, "platform_id", NUMBER, store="platform")
    return person


def account_state() -> str | None:
    """Return the state of the person's account at the platform, None when it is gone."""
    with connections["platform"].cursor() as cursor:
        cursor.execute("SELECT status::text FROM inkwell.members WHERE id = %s", [NUMBER])
        row = cursor.fetchone()
        return row[0] if row else None


def close_in_browser(client: Client, user: User, typed: str | None = None) -> Any:
    """Type the confirmation, freshly signed in."""
    sign_in(client, user)
    return client.post(reverse("dsr:close_confirm"), {"email": typed or user.email})


def link_in(message: Any) -> str:
    """Return the path of the cancel link in a mail."""
    found = re.search(r"https?://[^/\s]+(/closing/cancel/\S+)", message.body)
    assert found, message.body
    return found.group(1)


@pytest.mark.promise("P18", "P30")
def test_consequences_come_first_and_change_nothing(client: Client, person: User) -> None:
    """What goes, what stays and why, and the dates, before anything is asked."""
    sign_in(client, person)
    page = client.get(reverse("dsr:close")).content.decode()
    assert "What is deleted" in page
    assert "What stays, and why" in page
    assert "Your profile" in page
    assert "Kept" in page
    assert not DataSubjectRequest.objects.exists()


def test_a_visitor_is_asked_to_sign_in_and_a_stale_session_again(client: Client, person: User) -> None:
    """Neither sees the confirmation."""
    assert client.get(reverse("dsr:close")).status_code == 302
    assert client.get(reverse("dsr:close_confirm")).status_code == 302
    sign_in(client, person)
    assert client.get(reverse("dsr:close_confirm")).status_code == 200
    make_stale(client)
    assert client.get(reverse("dsr:close_confirm")).status_code == 302
    client.post(reverse("dsr:close_confirm"), {"email": person.email})
    assert not DataSubjectRequest.objects.exists()


@pytest.mark.parametrize("typed", ["", "tom@example.org", "close"])
@pytest.mark.promise("P30")
def test_only_the_own_address_confirms(client: Client, person: User, bystander: User, typed: str) -> None:
    """Anything else is an error that says what to type."""
    answer = close_in_browser(client, person, typed or " ")
    assert answer.status_code == 422
    assert not DataSubjectRequest.objects.exists()


@pytest.mark.promise("P30", "P45")
def test_closing_signs_out_suspends_and_mails_the_date(
    client: Client, member: User, bystander: User, jobs: Any, committed: None, outbox: Any, frozen: Any
) -> None:
    """At once: no session lives, the platform account is closed to use by a worker, and the mail has date and link."""
    elsewhere = sign_in(Client(), member)
    tom = sign_in(Client(), bystander)
    assert elsewhere.get(reverse("dsr:close")).status_code == 200
    answer = close_in_browser(client, member, member.email.upper())
    assert answer.status_code == 302
    assert answer.url == reverse("dsr:closed")
    assert account_state() == "active", "the request itself does not touch the company's database"
    jobs.run()
    assert account_state() == "closing"
    assert elsewhere.get(reverse("dsr:close")).status_code == 302
    assert tom.get(reverse("dsr:close")).status_code == 200
    request = DataSubjectRequest.objects.get()
    assert (request.right, request.origin, request.state) == ("erasure", "account_closing", "in_progress")
    assert (request.execute_after - request.received_at).days == 10
    assert DataSubject.objects.get(pk=member.subject_id).standing == "closing"
    done = client.get(reverse("dsr:closed")).content.decode()
    assert request.reference in done
    assert "12 December 2026" in done
    letter = next(m for m in outbox.to(member.email) if "will be deleted" in m.subject)
    assert "12 December 2026" in letter.body
    assert "16 December 2026" in letter.body
    assert "maya" not in letter.body.replace(member.email, "")
    assert link_in(letter)


def test_the_link_cancels_only_when_pressed(
    client: Client, member: User, jobs: Any, committed: None, outbox: Any, frozen: Any
) -> None:
    """Opening it shows; pressing cancels, signed out; the platform account opens again; a second press changes nothing."""
    close_in_browser(client, member)
    jobs.run()
    path = link_in(next(m for m in outbox.to(member.email) if "will be deleted" in m.subject))
    visitor = Client()
    for _ in range(2):
        page = visitor.get(path)
        assert page.status_code == 200
        assert DataSubjectRequest.objects.get().state == "in_progress"
    assert visitor.post(path).status_code == 302
    jobs.run()
    assert DataSubjectRequest.objects.get().state == "revoked"
    assert account_state() == "active"
    assert DataSubject.objects.get(pk=member.subject_id).standing == "active"
    assert "stays open" in visitor.get(path).content.decode()
    assert visitor.post(path).status_code == 200
    assert AuditEvent.objects.filter(name="dsr:request:revoked").count() == 1
    assert any("stays open" in m.subject for m in outbox.to(member.email))
    frozen.move(days=11)
    assert start_due() == 0
    assert account_state() == "active"


def test_signing_in_alone_cancels_nothing_and_cancel_does(
    client: Client, member: User, jobs: Any, committed: None, frozen: Any
) -> None:
    """The page says so, and its button brings the account back."""
    close_in_browser(client, member)
    jobs.run()
    back = sign_in(Client(), User.objects.get(pk=member.pk))
    page = back.get(reverse("dsr:closing")).content.decode()
    assert "Signing in has not cancelled this" in page
    assert back.get(reverse("dsr:close")).url == reverse("dsr:closing")
    assert DataSubjectRequest.objects.get().state == "in_progress"
    assert back.post(reverse("dsr:closing")).status_code == 302
    jobs.run()
    assert DataSubjectRequest.objects.get().state == "revoked"
    assert account_state() == "active"
    assert back.get(reverse("dsr:closing")).status_code == 404


def test_strangers_forgeries_and_old_links_are_not_found(
    client: Client, member: User, stranger: User, jobs: Any, committed: None, frozen: Any
) -> None:
    """404, whatever the link has wrong with it; a stranger's own page knows nothing."""
    close_in_browser(client, member)
    request = DataSubjectRequest.objects.get()
    good = cancel_url(request)
    assert client.get(good).status_code == 200
    forged = reverse("dsr:cancel", args=[make_token("another-purpose", str(request.ref))])
    wrong = reverse("dsr:cancel", args=[make_token("cancel-closing", "00000000-0000-4000-8000-000000000000")])
    for path in (forged, wrong, good[:-3] + "xx/", good.replace("cancel/", "cancel/a")):
        assert Client().get(path).status_code == 404, path
        assert Client().post(path).status_code == 404, path
    assert sign_in(Client(), stranger).get(reverse("dsr:closing")).status_code == 404
    assert sign_in(Client(), stranger).post(reverse("dsr:closing")).status_code == 404
    assert Client().get(reverse("dsr:closed")).status_code == 404
    assert request.state == "in_progress"


@pytest.mark.promise("P30")
def test_after_the_grace_period_it_is_done_by_itself_by_day_fourteen(
    client: Client, member: User, bystander: User, jobs: Any, committed: None, outbox: Any, frozen: Any
) -> None:
    """Nothing before its time; then everything, the link is not found any more, and Tom has noticed nothing."""
    close_in_browser(client, member)
    jobs.run()
    request = DataSubjectRequest.objects.get()
    link = cancel_url(request)
    frozen.move(days=9, hours=23)
    assert start_due() == 0
    frozen.move(hours=2)
    assert start_due() == 1
    assert start_due() == 0
    jobs.run()
    request.refresh_from_db()
    assert request.state == "fulfilled"
    assert (request.closed_at - request.received_at).days < 14
    assert account_state() is None
    assert not User.objects.filter(pk=member.pk).exists()
    assert User.objects.filter(pk=bystander.pk).exists()
    assert Client().get(link).status_code == 404
    assert [m for m in outbox.to(member.email) if "is deleted" in m.subject]


def test_cancelling_is_possible_until_the_first_row_goes(
    client: Client, member: User, jobs: Any, committed: None, frozen: Any
) -> None:
    """A run that only waits is called off; one that has its plan is not."""
    request = close_account(member, actor=actor_for(member))
    frozen.move(days=10, minutes=1)
    start_due()
    waiting = list(jobs.waiting)
    jobs.drop()
    run = ErasureRun.objects.get()
    cancel_closing(request, actor=SYSTEM)
    run.refresh_from_db()
    assert (run.job_state, run.stage) == ("cancelled", "called_off")
    jobs.waiting.extend(waiting)
    jobs.run()
    assert account_state() == "active"

    again = close_account(User.objects.get(pk=member.pk), actor=SYSTEM)
    frozen.move(days=10, minutes=1)
    start_due()
    ErasureRun.objects.filter(request=again).update(stage="erasing", planned_at=frozen.moment)
    page = Client().get(cancel_url(again)).content.decode()
    assert "can no longer be cancelled" in page
    with pytest.raises(TooLate):
        cancel_closing(again, actor=SYSTEM)
    again.refresh_from_db()
    assert again.state == "in_progress"


def test_a_request_by_form_is_suspended_and_cancelled_the_same_way(
    member: User, jobs: Any, committed: None, frozen: Any
) -> None:
    """Every deletion that has its date closes the account at the company to use, whatever door it came by."""
    from dsr.actions.requests import revoke_request, submit_request
    from dsr.contact import Contact

    request = submit_request(
        member.subject, actor=SYSTEM, right="erasure", channel="portal", contact=Contact(email=member.email), method="sign_in",
    )  # fmt: skip
    jobs.run()
    request.refresh_from_db()
    assert request.execute_after is not None
    assert account_state() == "closing"
    revoke_request(request, actor=SYSTEM)
    jobs.run()
    assert account_state() == "active"
    assert AccountSwitch.objects.get().suspended is False
