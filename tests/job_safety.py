"""Three things every job must survive: being run twice, being killed at any point, and a worker that died on it.

An app describes its job models in `tests/<app>/job_cases.py`:

    @job_case(MailDelivery)
    class Mail(JobCase):
        def make(self) -> MailDelivery: ...    # a job that waits, and everything it needs
        def world(self, job) -> object: ...    # what must be the same however often a worker died

tests/house/test_job_safety.py runs all three on each of them, and is red for a job model without a case.
"""

import contextlib
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest

from accounts.jobs import STALE_AFTER, Job, LeaseLost
from accounts.sweep import registry, sweep

STEPS = ("commit_piece", "pause", "stand_back", "finish", "call_off")
"""Where a job commits; a worker can die just before each of them."""
MOST_STEPS = 60

cases: dict[type[Job], type["JobCase"]] = {}


class Killed(BaseException):
    """The worker is gone. No code can catch it by catching errors."""


class JobCase:
    """One kind of job as the three tests need it."""

    model: ClassVar[type[Job]]
    needs: ClassVar[tuple[str, ...]] = ()
    """Fixtures to ask for before `make`; their values are in `self.given`."""
    commits: ClassVar[tuple[tuple[Any, str], ...]] = ()
    """Where else this job commits: module and name of each function."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self.jobs = request.getfixturevalue("jobs")
        self.clock = request.getfixturevalue("frozen")
        self.given = {name: request.getfixturevalue(name) for name in self.needs}

    def make(self) -> Job:
        """Return a job that waits."""
        raise NotImplementedError

    def world(self, job: Job) -> Any:
        """Return what must come out, without ids and times of this attempt."""
        raise NotImplementedError

    def work(self, job: Job) -> None:
        """Deliver the job's own message and whatever it sends."""
        registry[self.model].run(job.pk)
        self.jobs.run()

    def rescue(self) -> int:
        """Lose every message, wait until a claim goes stale, and sweep. Return how many jobs were nudged."""
        self.jobs.drop()
        self.clock.move(seconds=STALE_AFTER.total_seconds() + 61)
        return sweep()


def job_case(model: type[Job]) -> Any:
    """Register the case of a job model."""

    def keep(case: type[JobCase]) -> type[JobCase]:
        case.model = model
        cases[model] = case
        return case

    return keep


def load_cases() -> dict[type[Job], type[JobCase]]:
    """Import every app's cases and return them by model."""
    for file in sorted(Path(__file__).parent.glob("*/job_cases.py")):
        importlib.import_module(f"tests.{file.parent.name}.job_cases")
    return cases


def survives_twice(case: JobCase) -> None:
    """Deliver a finished job's message again: the world stays as it is."""
    job = case.make()
    case.work(job)
    assert state(job) == "done", f"{case.model.__name__} did not finish when nothing went wrong"
    before = case.world(job)
    assert before, "the world of a finished job shows something"
    case.work(job)
    after = case.world(job)
    assert after == before, f"after the second message: {after}, and before: {before}"
    assert state(job) == "done"


def survives_kills(case: JobCase, make_another: JobCase) -> int:
    """Kill the worker before each commit in turn, also those of the jobs it starts: others finish, and the world is that of an untroubled run.

    Return how many commits there were to die before.
    """
    untroubled = make_another.make()
    make_another.work(untroubled)
    expected = make_another.world(untroubled)
    job = case.make()
    for step in range(1, MOST_STEPS):
        with dying_before(step, *case.commits) as reached, contextlib.suppress(Killed):
            case.work(job)
        if reached() < step:
            assert state(job) == "done"
            came = case.world(job)
            assert came == expected, f"after {step - 1} deaths: {came}, and untroubled: {expected}"
            return step - 1
        assert case.rescue() >= 1, "nobody rescued a killed job"
    raise AssertionError(f"{case.model.__name__} still commits after {MOST_STEPS} steps")


def survives_dead_worker(case: JobCase) -> None:
    """Claim a job and never come back: the sweeper nudges it, another worker finishes, the first cannot commit any more."""
    job = case.make()
    dead = case.model.claim(job.pk)
    assert dead is not None
    assert case.model.claim(job.pk) is None, "a claimed job was claimed again"
    case.work(job)
    assert state(job) == "working", "a claimed job was worked on"
    assert case.rescue() == 1
    case.jobs.run()
    assert state(job) == "done"
    for commit in (dead.heartbeat, dead.finish, dead.commit_piece):
        with pytest.raises(LeaseLost):
            commit()


def state(job: Job) -> str:
    """Return the job's state as the database has it."""
    return type(job)._base_manager.values_list("job_state", flat=True).get(pk=job.pk)


@contextmanager
def dying_before(step: int, *commits: tuple[Any, str]) -> Iterator[Any]:
    """Let the worker die before the given commit, counted from 1. Yields a function that says how many were reached."""
    count = 0

    def wrap(original: Any) -> Any:
        def commit(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == step:
                raise Killed
            return original(*args, **kwargs)

        return commit

    with pytest.MonkeyPatch.context() as patch:
        for place, name in (*((Job, name) for name in STEPS), *commits):
            patch.setattr(place, name, wrap(getattr(place, name)))
        yield lambda: count
