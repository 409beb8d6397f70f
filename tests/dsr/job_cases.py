"""The jobs of this app, for tests/job_safety.py."""

import uuid
from typing import Any

from django.db import connections

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.jobs import Job
from accounts.models import AuditEvent
from dsr.actions.erasure import start_erasure, switch_accounts
from dsr.actions.requests import submit_request
from dsr.contact import Contact, contact_of
from dsr.models import AccountSwitch, DataSubjectRequest, ErasureRun, RequestStep
from tests.dsr.asking import ask
from tests.job_safety import JobCase, job_case
from tests.people import add_identifier, make_person


@job_case(RequestStep)
class Step(JobCase):
    """The step of a confirmed deletion that gives it its date."""

    needs = ("outbox",)

    def make(self) -> Job:
        """Return the waiting step of a new request of a new person."""
        person = make_person(f"person{RequestStep.objects.count()}@example.org", residence="DE")
        request = ask(person, right="erasure")
        return request.steps.get()

    def world(self, job: Job) -> Any:
        """Return the request's timeline, its date, its letters and its trail."""
        request = RequestStep.objects.get(pk=job.pk).request
        contact = contact_of(request)
        assert contact is not None
        letters = [m for m in self.given["outbox"] if m.to == [contact.email]]
        return {
            "timeline": list(request.events.values_list("kind", flat=True)),
            "dated": request.execute_after is not None,
            "letters": sorted(
                {
                    m.extra_headers["Message-ID"]: m.subject.replace(request.reference, "…") for m in letters
                }.values()
            ),
            "trail": sorted(
                AuditEvent.objects.filter(subject_ref=request.subject.ref).values_list("name", flat=True)
            ),
            "steps": list(request.steps.values_list("kind", "job_state")),
        }


def closing_member() -> tuple[DataSubjectRequest, str]:
    """Return the due deletion of a new member of the example platform, and the member's number."""
    number = str(uuid.uuid4())
    person = make_person(f"{number}@example.org", residence="DE")
    add_identifier(person.subject, "platform_id", number, store="platform")
    with connections["platform"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO inkwell.members (id, username, email, email_verified_at, residence, locale, timezone, joined_at) "
            "VALUES (%s, %s, %s, now(), 'DE', 'en', 'UTC', now())",
            [number, number, person.email],
        )
        cursor.execute(
            "INSERT INTO inkwell.searches (member_id, words, results, at) SELECT %s, 'w', 1, now() FROM generate_series(1, 7)",
            [number],
        )
    request = submit_request(
        person.subject,
        actor=SYSTEM,
        right="erasure",
        channel="portal",
        contact=Contact(email=person.email),
        method="sign_in",
        execute_after=now(),
    )
    return request, number


def member_rows(number: str) -> tuple[list[Any], int]:
    """Return the state of a member's account, if it is there, and their number of searches."""
    with connections["platform"].cursor() as cursor:
        cursor.execute("SELECT status::text FROM inkwell.members WHERE id = %s", [number])
        states = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM inkwell.searches WHERE member_id = %s", [number])
        return states, cursor.fetchone()[0]


@job_case(ErasureRun)
class Erasure(JobCase):
    """A whole erasure, on the example platform and in the portal."""

    needs = ("inkwell", "outbox")

    def make(self) -> Job:
        """Return the waiting run for a new member."""
        request, self.number = closing_member()
        list(self.given["outbox"])
        return start_erasure(request, actor=SYSTEM)

    def world(self, job: Job) -> Any:
        """Return what is left of the person, what the receipt says, and the letters and trail."""
        run = ErasureRun.objects.select_related("request", "subject", "receipt").get(pk=job.pk)
        tables = [table for store in run.receipt.content["stores"] for table in store["tables"]]
        return {
            "left": member_rows(self.number),
            "standing": run.subject.standing,
            "searches": next(t for t in tables if t["table"] == "searches"),
            "open_steps": run.steps.filter(done_at=None).count(),
            "request": run.request.state,
            "sealed": (run.sealed_found, run.sealed_address),
            "last_letters": len(
                {
                    m.extra_headers["Message-ID"]
                    for m in self.given["outbox"]
                    if str(run.receipt.ref) in m.body
                }
            ),
            "trail": AuditEvent.objects.filter(
                subject_ref=run.subject.ref, name__startswith="dsr:erasure:"
            ).count(),
        }


@job_case(AccountSwitch)
class Switch(JobCase):
    """An account at the company that is closed to use."""

    needs = ("inkwell",)

    def make(self) -> Job:
        """Return the waiting switch of a new member."""
        request, self.number = closing_member()
        switch = switch_accounts(request, suspended=True, actor=SYSTEM)
        assert switch is not None
        return switch

    def world(self, job: Job) -> Any:
        """Return the account's state at the company."""
        return {"account": member_rows(self.number)}
