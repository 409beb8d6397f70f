"""A real worker is killed in the middle of an erasure, Redis is emptied, and another worker finishes the work."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.jobs import STALE_AFTER
from accounts.models import User
from dsr.actions.erasure import start_erasure
from dsr.actions.requests import submit_request
from dsr.contact import Contact
from dsr.models import DeletionReceipt, ErasureRun, ErasureStep
from tests import inkwell
from tests.people import add_identifier, make_person
from tests.real_worker import Workers, workers

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, databases=["default", "platform"])]
MAYA, TOM = "00000000-0000-4000-8000-00000000a1ce", "00000000-0000-4000-8000-0000000007b0"
SEARCHES = 60_000
TELL_OTHERS = timedelta(minutes=5)


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run a statement on the platform and return its rows."""
    with connections["platform"].cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture
def platform(transactional_db: None) -> Iterator[None]:
    """Make the platform's tables for real, for another process to see, and drop them."""
    ask("DROP SCHEMA IF EXISTS inkwell CASCADE")
    inkwell.create()
    yield
    ask("DROP SCHEMA inkwell CASCADE")


@pytest.fixture
def fleet(tmp_path: Path, jobs: Any) -> Iterator[Workers]:
    """Return a place to start workers. What the test's own process would send is held back in `jobs`."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    with workers(tmp_path / "workers.log", number) as fleet:
        yield fleet


def join(email: str, number: str) -> User:
    """Return a new person who is a member with a long history."""
    person = make_person(email)
    add_identifier(person.subject, "platform_id", number, store="platform")
    ask(
        "INSERT INTO inkwell.members (id, username, email, email_verified_at, residence, locale, timezone, joined_at) "
        "VALUES (%s, %s, %s, now(), 'DE', 'en', 'UTC', now())",
        number,
        number,
        email,
    )
    return person


def searches(number: str) -> int:
    """Return how many searches of a member are left."""
    return int(ask("SELECT count(*) FROM inkwell.searches WHERE member_id = %s", number)[0][0])


def test_an_erasure_survives_sigkill_and_an_emptied_redis(platform: None, fleet: Workers) -> None:
    """Half erased and nobody at work; the sweeper finds the row; the next worker finishes; Tom keeps everything."""
    maya, _tom = join("maya@example.org", MAYA), join("tom@example.org", TOM)
    for number, count in ((MAYA, SEARCHES), (TOM, 100)):
        ask(
            "INSERT INTO inkwell.searches (member_id, words, results, at) "
            "SELECT %s, 'words', 1, now() FROM generate_series(1, %s)",
            number,
            count,
        )
    request = submit_request(
        maya.subject,
        actor=SYSTEM,
        right="erasure",
        channel="portal",
        contact=Contact(email=maya.email),
        method="sign_in",
        execute_after=now(),
    )
    run = start_erasure(request, actor=SYSTEM)
    step = ErasureStep.objects.filter(run=run, table="searches", touched__gt=0)

    first = fleet.start("default,erasures")
    fleet.send("dsr.tasks.run_erasure", "erasures", run.pk)
    fleet.until(step.exists)
    fleet.kill(first)
    left = searches(MAYA)
    assert 0 < left < SEARCHES, "killed in the middle"
    run.refresh_from_db()
    assert (run.job_state, run.stage) == ("working", "erasing")

    fleet.redis.flushdb()
    assert ErasureRun.claim(run.pk) is None, "the dead worker's claim is respected while it could be alive"
    ErasureRun.objects.filter(pk=run.pk).update(heartbeat_at=now() - STALE_AFTER - TELL_OTHERS)
    fleet.start("default,erasures")
    fleet.send("accounts.tasks.sweep_jobs", "default")
    fleet.until(lambda: ErasureRun.objects.filter(pk=run.pk, job_state="done").exists(), 120)

    assert searches(MAYA) == 0
    assert ask("SELECT count(*) FROM inkwell.members WHERE id = %s", MAYA)[0][0] == 0
    assert searches(TOM) == 100
    assert DeletionReceipt.objects.filter(run=run).count() == 1
    assert not User.objects.filter(pk=maya.pk).exists()
    request.refresh_from_db()
    assert request.state == "fulfilled"
