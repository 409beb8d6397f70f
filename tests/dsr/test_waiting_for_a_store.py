"""While a system is checked, a request is told so and waits; it goes on when the check is over."""

from typing import Any

import pytest
from django.db import connections
from django.test import Client

from accounts.actor import SYSTEM
from accounts.models import User
from accounts.sweep import sweep
from dsr.actions.erasure import start_erasure
from dsr.clock_words import _coming
from dsr.erasure import run as running
from dsr.holdings import anything_held
from dsr.models import DataSubjectRequest, ErasureRun
from dsr.timeline import timeline_of
from dsr.waiting import waits_of
from exports.models import StoreState
from exports.quarantine import StoreQuarantined, examine
from exports.stores.registry import open_store
from tests.dsr.asking import ask
from tests.dsr.job_cases import closing_member, member_rows

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed", "inkwell"),
]
TOLD = "One of our systems is being checked"


def alter(statement: str) -> None:
    with connections["platform"].cursor() as cursor:
        cursor.execute(statement)


def told(request: DataSubjectRequest) -> bool:
    """Return whether the timeline says so; what happens next must say the same, where no date or approval stands there."""
    waits = TOLD in [entry["title"] for entry in timeline_of(request)]
    if not waits or request.execute_after is None:
        assert ("one of our systems first" in _coming(request, waits_of(request))) == waits
    return waits


@pytest.mark.promise("P09")
def test_an_erasure_waits_its_person_is_told_and_it_goes_on(
    bystander: User, jobs: Any, frozen: Any, officer: User, outbox: Any
) -> None:
    """However long it takes: no attempt is counted, staff hear of it once, and the release wakes the run."""
    other = ask(bystander)
    request, number = closing_member()
    before = member_rows(number)
    alter("ALTER TABLE inkwell.searches ADD COLUMN mood text")
    run = start_erasure(request, actor=SYSTEM)
    for _ in range(12):
        running.work(run.pk)
        frozen.move(hours=2)
    run.refresh_from_db()
    assert (run.stage, run.job_state, run.last_error_code) == ("planning", "queued", "store_quarantined")
    assert member_rows(number) == before
    assert len([m for m in outbox.to(officer.email) if "is not as the data map says" in m.subject]) == 1
    running.work(run.pk)
    assert told(request)
    assert not told(other)
    assert list(DataSubjectRequest.objects.waiting_for_store()) == [request]

    alter("ALTER TABLE inkwell.searches DROP COLUMN mood")
    examine(open_store("platform"))
    assert not told(request)
    frozen.move(minutes=2)
    assert sweep() >= 1
    jobs.run()

    run.refresh_from_db()
    assert (run.stage, run.findings) == ("finished", [])


def test_a_drift_in_the_middle_keeps_it_from_being_called_done(
    jobs: Any, frozen: Any, monkeypatch: Any
) -> None:
    """The rows are gone, and a table came meanwhile that nobody has looked into."""
    request, _number = closing_member()
    run = start_erasure(request, actor=SYSTEM)
    original = running._verify

    def later(run: ErasureRun) -> None:
        alter("CREATE TABLE IF NOT EXISTS inkwell.moods (id int)")
        original(run)

    with monkeypatch.context() as patch:
        patch.setattr(running, "_verify", later)
        jobs.run()
    run.refresh_from_db()
    assert (run.stage, run.last_error_code) == ("verifying", "store_quarantined")
    assert told(request)

    alter("DROP TABLE inkwell.moods")
    frozen.move(hours=2)
    sweep()
    jobs.run()

    run.refresh_from_db()
    assert run.stage == "finished"


def test_nobody_is_told_that_nothing_is_held_while_a_store_is_checked(stranger: User) -> None:
    """What stands in a place nobody has looked into is not nothing."""
    assert anything_held(stranger.subject) is False
    alter("CREATE TABLE inkwell.moods (id int)")
    with pytest.raises(StoreQuarantined):
        anything_held(stranger.subject)
    assert StoreState.objects.quarantined().count() == 1


def test_an_opt_out_goes_on(client: Client, person: User, jobs: Any) -> None:
    """A new column at the company must not stop anybody's opt-out."""
    alter("CREATE TABLE inkwell.moods (id int)")
    examine(open_store("platform"))
    request = ask(person, right="opt_out")
    jobs.run()
    request.refresh_from_db()
    assert request.state == "fulfilled"
