"""A job that gave up is not lost from sight: staff are told, find it on the start page, and can try it again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actor import SYSTEM, actor_for
from accounts.errors import NotAllowed
from accounts.models import AuditEvent, User
from dsr.actions.closing import cancel_closing
from dsr.actions.erasure import retry_switch, start_erasure, switch_accounts
from dsr.erasure import run as running
from dsr.erasure import switch as switching
from dsr.models import AccountSwitch, DataSubjectRequest
from exports.stores.residue import Finding
from exports.stores.store import StoreUnavailable
from tests.dsr.asking import ask
from tests.dsr.job_cases import closing_member, member_rows
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed", "inkwell"),
]
QUEUE = "admin:dsr_datasubjectrequest_changelist"


def told(outbox: Any, officer: User) -> list[str]:
    """Return the subjects of the mails that say a job failed."""
    return [mail.subject for mail in outbox.to(officer.email) if "failed" in mail.subject]


def shut_for_good(number: str, request: DataSubjectRequest, monkeypatch: Any, jobs: Any, frozen: Any) -> Any:
    """Return the switch that should open a cancelled member's account again and could not: the database is away."""
    switch_accounts(request, suspended=True, actor=SYSTEM)
    jobs.run()
    assert member_rows(number)[0] == [("closing",)]
    cancel_closing(request, actor=SYSTEM)

    def away(*_: Any) -> None:
        raise StoreUnavailable("platform")

    with monkeypatch.context() as patch:
        patch.setattr(switching, "locate", away)
        for _ in range(10):
            switching.turn(request.account_switch.pk)
            frozen.move(hours=1)
    jobs.drop()
    return AccountSwitch.objects.get(request=request)


def test_accounts_left_shut_are_seen_and_opened_again(
    client: Client, officer: User, bystander: User, outbox: Any, jobs: Any, frozen: Any, monkeypatch: Any
) -> None:
    """Although the request is closed: the person kept their account and cannot use it."""
    other = ask(bystander)
    request, number = closing_member()
    switch = shut_for_good(number, request, monkeypatch, jobs, frozen)
    assert (switch.job_state, switch.last_error_code) == ("failed", "store_unavailable")
    assert len(told(outbox, officer)) == 1
    sign_in(client, officer, second_factor=True)
    group = next(
        g for g in client.get(reverse("admin:index")).context["due"] if g["url"].endswith("pressing=failed")
    )
    assert group["count"] == 1
    queue = client.get(group["url"]).content.decode()
    assert request.reference in queue
    assert other.reference not in queue
    retry = reverse("admin:dsr_request_retry", args=[request.pk, "switch", switch.pk])
    page = client.get(reverse("admin:dsr_datasubjectrequest_change", args=[request.pk])).content.decode()
    assert retry in page
    assert client.post(retry).status_code == 302
    jobs.run()
    assert member_rows(number)[0] == [("active",)]
    assert AuditEvent.objects.filter(name="dsr:accounts:retried").count() == 1
    assert not DataSubjectRequest.objects.with_failed_work().exists()


def test_only_who_may_decide_tries_it_again(person: User, jobs: Any, frozen: Any, monkeypatch: Any) -> None:
    """A person cannot, and a switch that did not fail is left alone."""
    request, number = closing_member()
    switch = shut_for_good(number, request, monkeypatch, jobs, frozen)
    with pytest.raises(NotAllowed):
        retry_switch(switch, actor=actor_for(person))
    retry_switch(switch, actor=SYSTEM)
    jobs.run()
    retry_switch(switch, actor=SYSTEM)
    assert AuditEvent.objects.filter(name="dsr:accounts:retried").count() == 1
    assert jobs.run() == 0


def test_an_erasure_that_gave_up_is_told(officer: User, outbox: Any, jobs: Any, monkeypatch: Any) -> None:
    """Something still stands after the last round: a person must look."""
    request, _number = closing_member()
    finding = Finding("platform", "searches", None, 1)
    monkeypatch.setattr(running, "look_again", lambda run: [finding])
    run = start_erasure(request, actor=SYSTEM)
    jobs.run()
    run.refresh_from_db()
    assert (run.job_state, run.last_error_code) == ("failed", "residue_found")
    assert len(told(outbox, officer)) == 1
    assert list(DataSubjectRequest.objects.with_failed_work()) == [request]
