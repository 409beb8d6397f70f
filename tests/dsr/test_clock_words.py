"""The clock of a request says in words how much time is left, and never that it stands still."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.models import User
from dsr.actions.decisions import approve_request, extend_request
from dsr.actions.requests import fulfil_request, revoke_request
from dsr.clock_words import clock_of
from dsr.lifecycle import State
from dsr.models import RequestStep
from exports.models import ExportPackage
from tests.dsr.asking import ask, in_state
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "committed", "jobs")]
COSTS = {"rectification": 14, "access": 18}
"""Queries of the page, by what was asked for."""


@pytest.mark.parametrize(
    ("days", "headline", "tone"),
    [
        (0, "33 days left for our answer", ""),
        (25, "8 days left for our answer", ""),
        (26, "7 days left for our answer", "near"),
        (32, "1 day left for our answer", "near"),
        (33, "Our answer is due today", "near"),
        (34, "Our answer is 1 day late", "urgent"),
        (43, "Our answer is 10 days late", "urgent"),
    ],
)
def test_the_days_that_are_left_in_words(
    person: User, frozen: Any, days: int, headline: str, tone: str
) -> None:
    request = ask(person)
    frozen.move(days=days)
    clock = clock_of(request)
    assert (clock.headline, clock.tone) == (headline, tone)
    assert (clock.received, clock.acknowledged, clock.due) == (
        date(2026, 12, 2),
        date(2026, 12, 2),
        date(2027, 1, 4),
    )
    assert clock.passed == min(days, 33)
    assert clock.total == 33


def test_a_californian_day_ends_in_california(bystander: User, clock_at: Any) -> None:
    clock = clock_at(datetime(2026, 12, 3, 7, 30, tzinfo=UTC))
    request = ask(bystander, right="rectification")
    assert clock_of(request).received == date(2026, 12, 2)
    clock.move(hours=1)
    assert clock_of(request).passed == 1


def test_an_extension_shows_both_dates_and_the_reason(person: User) -> None:
    request = extend_request(ask(person), actor=SYSTEM, reason="The archive is large.")
    clock = clock_of(request)
    assert (clock.first_due, clock.due) == (date(2027, 1, 4), date(2027, 3, 2))
    assert clock.reason == "The archive is large."


def test_an_answered_request_says_how_long_it_took(person: User, frozen: Any) -> None:
    at_once = fulfil_request(ask(person), actor=SYSTEM)
    later = ask(person, right="objection")
    taken_back = ask(person, right="rectification")
    frozen.move(days=9)
    later = fulfil_request(later, actor=SYSTEM)
    taken_back = revoke_request(taken_back, actor=SYSTEM)
    frozen.move(days=90)
    assert clock_of(at_once).headline == "Answered on the day it came"
    assert clock_of(later).headline == "Answered after 9 days"
    assert clock_of(later).closed == date(2026, 12, 11)
    assert clock_of(taken_back).headline == "You cancelled this request"


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_words(person: User, state: State) -> None:
    clock = clock_of(in_state(person, state))
    assert clock.headline
    assert bool(clock.coming) == (state in (State.OPEN, State.IN_PROGRESS))
    assert "pause" not in f"{clock.headline} {clock.coming}".lower()


def test_what_comes_next_is_said(person: User) -> None:
    waiting = ask(person, method="mailed_code")
    assert "checks that the request" in clock_of(waiting).coming
    assert "Our program" in clock_of(approve_request(waiting, actor=SYSTEM)).coming
    assert "Our staff work on it" in clock_of(ask(person, right="limit")).coming
    dated = ask(person, right="erasure", execute_after=datetime(2026, 12, 12, 20, tzinfo=UTC))
    assert "on 12 December 2026" in clock_of(dated).coming


@pytest.mark.parametrize("right", ["rectification", "access"])
def test_the_page_of_a_request_asks_nothing_twice(
    client: Client, person: User, jobs: Any, right: str
) -> None:
    """The clock, the timeline and the list of whom it waits for say the same, and it is looked up once."""
    request = ask(person, right=right)
    RequestStep.jobs.filter(request=request).update(job_state="done")
    ExportPackage.objects.create(subject=person.subject)
    sign_in(client, person)
    address = reverse("dsr:request", args=[request.reference])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    statements = Counter(one["sql"] for one in asked if "dsr_" in one["sql"] or "exports_" in one["sql"])
    assert len(statements) > 3
    assert [sql for sql, times in statements.items() if times > 1] == []
    assert len(asked) == COSTS[right]
