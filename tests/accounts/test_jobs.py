"""The job row: claimed by one worker, rescued when that worker dies, failed when it is hopeless."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from accounts import sweep
from accounts.clock import now
from accounts.jobs import FORGOTTEN_AFTER, MAX_ATTEMPTS, STALE_AFTER, Job, LeaseLost
from consent.models import MailDelivery


@pytest.fixture
def job(db: None, frozen: Any) -> Job:
    """Return a job that waits. Any job model would do; a mail needs the least."""
    return waiting()


def waiting(**values: Any) -> Job:
    """Return a new job."""
    return MailDelivery.objects.create(topic="administrative", **values)


def claim(job: Job) -> Job | None:
    """Claim as another worker would, with nothing but the number."""
    return MailDelivery.claim(job.pk)


def fresh(job: Job) -> Job:
    """Return the row as the database has it."""
    return MailDelivery.objects.get(pk=job.pk)


def test_a_claim_is_exclusive(job: Job) -> None:
    mine = claim(job)
    assert mine is not None
    assert (mine.job_state, mine.attempts, mine.heartbeat_at) == ("working", 1, now())
    assert mine.lease is not None
    assert claim(job) is None


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_what_is_over_cannot_be_claimed(job: Job, state: str) -> None:
    MailDelivery.objects.filter(pk=job.pk).update(job_state=state)
    assert claim(job) is None
    assert fresh(job).job_state == state


def test_an_unknown_number_is_no_error(db: None) -> None:
    assert MailDelivery.claim(987654321) is None


def test_a_job_waits_for_its_time(job: Job, frozen: Any) -> None:
    MailDelivery.objects.filter(pk=job.pk).update(not_before=now() + timedelta(minutes=5))
    assert claim(job) is None
    frozen.move(minutes=5)
    assert claim(job) is not None


@pytest.mark.django_db(transaction=True)
def test_two_workers_race_for_one_job() -> None:
    """Two connections, one row: while the first has not committed the second waits, and then loses."""
    job = waiting()
    won: dict[str, Job | None] = {}
    started = threading.Event()

    def second() -> None:
        try:
            started.set()
            won["second"] = claim(job)
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        won["first"] = claim(job)
        other.start()
        assert started.wait(10)
        other.join(0.2)
        assert other.is_alive(), "the second worker did not wait for the first one's transaction"
    other.join(10)
    assert won["first"] is not None
    assert won["second"] is None
    assert fresh(job).attempts == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_claim_each_job_once() -> None:
    """Four workers go through the same ten numbers; every job is won exactly once."""
    pks = [waiting().pk for _ in range(10)]
    won: list[int] = []
    gate = threading.Barrier(4)

    def worker() -> None:
        try:
            gate.wait(10)
            won.extend(pk for pk in pks if MailDelivery.claim(pk))
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(20)
    assert sorted(won) == pks


def test_a_stale_claim_is_taken_over(job: Job, frozen: Any) -> None:
    dead = claim(job)
    assert dead is not None
    frozen.move(seconds=STALE_AFTER.total_seconds())
    assert claim(job) is None
    frozen.move(seconds=1)
    mine = claim(job)
    assert mine is not None
    assert mine.lease != dead.lease
    assert mine.attempts == 2
    commits: list[Callable[[], None]] = [
        dead.heartbeat, dead.commit_piece, dead.pause, dead.finish,
        lambda: dead.retry_later("late"), lambda: dead.give_up("late"),
    ]  # fmt: skip
    for commit in commits:
        with pytest.raises(LeaseLost):
            commit()
    assert (fresh(job).job_state, fresh(job).lease) == ("working", mine.lease)


def test_a_heartbeat_keeps_the_claim(job: Job, frozen: Any) -> None:
    mine = claim(job)
    assert mine is not None
    for _ in range(3):
        frozen.move(seconds=100)
        mine.heartbeat()
    assert claim(job) is None


def test_nobody_commits_without_a_claim(job: Job) -> None:
    with pytest.raises(LeaseLost):
        job.finish()
    assert fresh(job).job_state == "queued"


def test_a_lost_lease_takes_the_piece_back(job: Job, frozen: Any) -> None:
    """What was done in the piece's transaction is undone when its commit is refused."""
    dead = claim(job)
    assert dead is not None
    frozen.move(seconds=STALE_AFTER.total_seconds() + 1)
    assert claim(job)
    with pytest.raises(LeaseLost), transaction.atomic():  # noqa: PT012  (the piece and its commit are one)
        MailDelivery.objects.filter(pk=job.pk).update(template="half done")
        dead.commit_piece()
    assert fresh(job).template == ""


def test_progress_starts_the_attempts_over(job: Job) -> None:
    mine = claim(job)
    assert mine is not None
    mine.commit_piece(template="one more")
    assert (fresh(job).attempts, fresh(job).template, mine.template) == (0, "one more", "one more")


def test_a_paused_job_is_there_at_once(job: Job) -> None:
    mine = claim(job)
    assert mine is not None
    mine.commit_piece()
    mine.pause()
    assert claim(job) is not None


def test_a_finished_job_forgets_its_troubles(job: Job, frozen: Any) -> None:
    mine = claim(job)
    assert mine is not None
    mine.retry_later("away", timedelta(0))
    mine = claim(job)
    assert mine is not None
    mine.finish(template="sent")
    row = fresh(job)
    assert (row.job_state, row.lease, row.attempts, row.last_error_code, row.template) == (
        "done",
        None,
        0,
        "",
        "sent",
    )


def test_retries_wait_longer_and_longer(job: Job, frozen: Any) -> None:
    waits = []
    for _ in range(MAX_ATTEMPTS - 1):
        mine = claim(job)
        assert mine is not None
        mine.retry_later("away")
        waits.append(int((fresh(job).not_before - now()).total_seconds()))
        frozen.move(seconds=waits[-1])
    assert waits == [30, 60, 120, 240, 480, 960, 1920]
    mine = claim(job)
    assert mine is not None
    mine.retry_later("away")
    assert (fresh(job).job_state, fresh(job).last_error_code) == ("failed", "away")
    assert claim(job) is None


def test_a_job_that_kills_its_workers_fails_in_the_end(job: Job, frozen: Any) -> None:
    for _ in range(MAX_ATTEMPTS):
        assert claim(job) is not None
        frozen.move(seconds=STALE_AFTER.total_seconds() + 1)
    assert claim(job) is None
    assert (fresh(job).job_state, fresh(job).last_error_code, fresh(job).lease) == (
        "failed",
        "worker_lost",
        None,
    )


def test_the_last_known_reason_outlives_the_worker(job: Job, frozen: Any) -> None:
    mine = claim(job)
    assert mine is not None
    mine.retry_later("store_away", timedelta(0))
    for _ in range(MAX_ATTEMPTS - 1):
        assert claim(job) is not None
        frozen.move(seconds=STALE_AFTER.total_seconds() + 1)
    assert claim(job) is None
    assert fresh(job).last_error_code == "store_away"


def test_staff_can_put_a_failed_job_back(job: Job) -> None:
    mine = claim(job)
    assert mine is not None
    mine.give_up("refused")
    job.requeue()
    assert (job.job_state, job.attempts, job.last_error_code) == ("queued", 0, "")
    assert claim(job) is not None


def test_only_failed_jobs_are_put_back(job: Job) -> None:
    mine = claim(job)
    assert mine is not None
    job.requeue()
    assert fresh(job).lease == mine.lease
    mine.finish()
    job.requeue()
    assert fresh(job).job_state == "done"


def test_cancelling(job: Job) -> None:
    assert job.cancel()
    assert claim(job) is None
    assert not job.cancel()
    working = waiting()
    assert claim(working)
    assert not working.cancel()


def test_the_sweeper_finds_what_was_forgotten(job: Job, jobs: Any, frozen: Any) -> None:
    """A lost message costs a minute: before that the job is not nudged, after it once in every sweep."""
    assert sweep.sweep() == 0
    frozen.move(seconds=FORGOTTEN_AFTER.total_seconds())
    assert sweep.sweep() == 1
    assert jobs.sent == [("consent.tasks.deliver_mail", [job.pk])]
    assert sweep.sweep() == 1


def test_the_sweeper_leaves_the_living_and_the_finished_alone(job: Job, jobs: Any, frozen: Any) -> None:
    done, later = waiting(), waiting(not_before=now() + timedelta(days=2))
    finished = claim(done)
    assert finished is not None
    finished.finish()
    frozen.move(hours=1)
    mine = claim(job)
    assert mine is not None
    assert sweep.sweep() == 0
    frozen.move(seconds=STALE_AFTER.total_seconds() + 1)
    assert sweep.sweep() == 1
    frozen.move(days=2)
    assert sweep.sweep() == 2
    assert {args[0] for _, args in jobs.sent} == {job.pk, later.pk}


def test_the_sweeper_is_bounded(db: None, jobs: Any, frozen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "BATCH", 3)
    oldest = [waiting().pk for _ in range(5)]
    frozen.move(seconds=FORGOTTEN_AFTER.total_seconds())
    assert sweep.sweep() == 3
    assert [args[0] for _, args in jobs.sent] == oldest[:3]


def test_a_broker_that_is_away_stops_nothing(
    job: Job, frozen: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("no route")

    monkeypatch.setattr("celery.app.task.Task.apply_async", away)
    frozen.move(minutes=5)
    assert sweep.sweep() == 1
    assert f"consent.tasks.deliver_mail {job.pk} waits for the sweeper" in caplog.text
    assert fresh(job).job_state == "queued"
