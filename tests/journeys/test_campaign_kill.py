"""A campaign over four hundred people while its workers are killed again and again: one notice and one mail for each."""

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.jobs import FORGOTTEN_AFTER, STALE_AFTER
from accounts.keyed_hash import keyed_hash
from accounts.models import DataSubject, Identifier
from accounts.sealing import Keyring
from consent.actions.campaigns import start_message
from consent.actions.choices import record_choices
from consent.choices import Choice, Holder
from consent.models import Campaign, MailDelivery, Notice, NoticeBatch
from tests.real_worker import Workers, workers

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, databases=["default", "platform"])]
JOBS = (Campaign, NoticeBatch, MailDelivery)
LONG_AGO = STALE_AFTER + FORGOTTEN_AFTER + timedelta(minutes=5)
QUEUES = ("default", "notices")


@pytest.fixture
def fleet(tmp_path: Path, jobs: Any) -> Iterator[Workers]:
    """Return a place to start workers. What the test's own process would send is held back in `jobs`."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    with workers(tmp_path / "workers.log", number) as fleet:
        yield fleet


def crowd(count: int, **values: Any) -> list[DataSubject]:
    """Return so many people with an address each."""
    people = DataSubject.objects.bulk_create(DataSubject(**values) for _ in range(count))
    keys = Keyring(people, life="account")
    addresses = [f"reader{person.pk}@example.org" for person in people]
    Identifier.objects.bulk_create(
        Identifier(
            subject=person,
            kind="email",
            digest=keyed_hash("email", address),
            sealed_value=keys.seal(person, address),
            verified_at=now(),
            source="test",
        )
        for person, address in zip(people, addresses, strict=True)
    )
    return people


def age_and_sweep(fleet: Workers) -> None:
    """Let the time pass after which a dead worker's jobs and lost messages are noticed, and sweep."""
    for model in JOBS:
        model.jobs.filter(job_state="working").update(heartbeat_at=now() - LONG_AGO)
        model.jobs.filter(job_state="queued").update(not_before=now() - LONG_AGO)
    fleet.send("accounts.tasks.sweep_jobs", "default")


def idle(fleet: Workers) -> bool:
    """Return whether no message waits and no job is being worked on."""
    if any(fleet.redis.llen(queue) for queue in QUEUES):
        return False
    return not any(model.jobs.filter(job_state="working").exists() for model in JOBS)


def done() -> bool:
    """Return whether nothing is left to do."""
    return not any(model.jobs.filter(job_state__in=["queued", "working"]).exists() for model in JOBS)


@pytest.mark.promise("P03")
def test_nobody_is_told_twice_and_nobody_is_missed(transactional_db: None, fleet: Workers) -> None:
    chance = random.Random(20261125)
    people = crowd(400)
    refusing = crowd(20)
    for person in refusing:
        off = Choice("topic", "digest", allowed=False, channel="mail")
        record_choices(Holder.of(person), actor=SYSTEM, choices=[off], method="page")
    (erased,) = crowd(1, standing="erased", erased_at=now())
    (contact,) = crowd(1, standing="contact")
    silent = DataSubject.objects.create()
    campaign = start_message(actor=SYSTEM, topic="digest", title="Stories", text="Read *these*.")

    first, second = fleet.start("default,notices"), fleet.start("default,notices")
    fleet.send("consent.tasks.plan_campaign", "notices", campaign.pk)
    fleet.until(campaign.notices.exists)
    fleet.kill(first)
    # It may have taken every message that waited with it.
    age_and_sweep(fleet)
    fleet.until(NoticeBatch.jobs.filter(job_state__in=["working", "done"]).exists)
    fleet.kill(second)
    assert not done(), "killed in the middle"
    fleet.redis.flushdb()

    third, fourth = fleet.start("default,notices"), fleet.start("default,notices")
    age_and_sweep(fleet)
    sent = MailDelivery.objects.filter(sent_at__isnull=False)
    some = chance.randint(20, 80)
    fleet.until(lambda: sent.count() >= some, 120)
    fleet.kill(third)
    more = sent.count() + chance.randint(1, 20)
    fleet.until(lambda: sent.count() >= more, 120)
    fleet.kill(fourth)
    assert not done(), "killed in the middle"

    fleet.start("default,notices"), fleet.start("default,notices")
    for _ in range(20):
        age_and_sweep(fleet)
        fleet.until(lambda: idle(fleet), 120)
        if done():
            break
    assert done()

    notices = {notice.subject_id: notice for notice in Notice.objects.select_related("delivery")}
    assert Notice.objects.count() == len(notices) == len(people) + len(refusing) + 1
    assert {notices[p.pk].state for p in people} == {"handed_over"}
    assert {notices[p.pk].reason for p in refusing} == {"opted_out"}
    assert notices[silent.pk].reason == "no_address"
    assert erased.pk not in notices
    assert contact.pk not in notices
    mails = Counter(MailDelivery.objects.values_list("subject", flat=True))
    assert mails == Counter({p.pk: 1 for p in people})
    assert all(notices[p.pk].delivery.subject_id == p.pk for p in people)
    assert sent.count() == len(people)
    assert {job.job_state for model in JOBS for job in model.jobs.all()} == {"done"}
