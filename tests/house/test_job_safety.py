"""Every job model survives a second message, a killed worker, and a worker that never came back."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import models

from accounts.jobs import Job
from consent.models import MailDelivery
from tests.house.source import told
from tests.house.tasks import job_models
from tests.job_safety import (
    JobCase,
    load_cases,
    survives_dead_worker,
    survives_kills,
    survives_twice,
)

CASES = load_cases()
ALL = pytest.mark.parametrize("kind", CASES.values(), ids=lambda case: case.model.__name__)
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.django_db(databases="__all__")]


def uncovered(job_kinds: Iterable[type[Job]], covered: Iterable[type[Job]]) -> Iterator[str]:
    """Yield each job model that nobody described."""
    for model in job_kinds:
        if model not in set(covered):
            yield f"{model._meta.label} has no case. Describe it in tests/{model._meta.app_label}/job_cases.py; see tests/job_safety.py."


def test_every_job_model_is_covered() -> None:
    assert MailDelivery in CASES
    assert not told(uncovered(job_models(), CASES))


@ALL
def test_run_twice(kind: type[JobCase], request: pytest.FixtureRequest) -> None:
    survives_twice(kind(request))


@ALL
def test_killed_before_each_commit(kind: type[JobCase], request: pytest.FixtureRequest) -> None:
    assert survives_kills(kind(request), kind(request)) >= 1


@ALL
def test_stale_claim_is_rescued(kind: type[JobCase], request: pytest.FixtureRequest) -> None:
    survives_dead_worker(kind(request))


def test_an_uncovered_model_is_found() -> None:
    (found,) = uncovered([MailDelivery], [])
    assert found.startswith("consent.MailDelivery has no case. Describe it in tests/consent/job_cases.py")


class Careless(CASES[MailDelivery]):  # type: ignore[misc]
    """A job that counts each run, as a careless one would."""

    runs = 0

    def work(self, job: Job) -> None:
        type(self).runs += 1
        super().work(job)

    def world(self, job: Job) -> Any:
        return {"runs": self.runs}


class Gone(CASES[MailDelivery]):  # type: ignore[misc]
    """A job whose worker marks it done before it works."""

    def work(self, job: models.Model) -> None:
        MailDelivery.objects.filter(pk=job.pk, job_state="queued").update(job_state="done")


def test_a_careless_job_is_found(request: pytest.FixtureRequest) -> None:
    with pytest.raises(AssertionError):
        survives_twice(Careless(request))
    with pytest.raises(AssertionError):
        survives_kills(Careless(request), Careless(request))


def test_a_job_marked_before_it_works_is_found(request: pytest.FixtureRequest) -> None:
    with pytest.raises(AssertionError):
        assert survives_kills(Gone(request), Gone(request)) >= 1


def test_a_job_nobody_sweeps_is_found(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[MailDelivery](request)
    monkeypatch.setattr("tests.job_safety.sweep", lambda: 0)
    with pytest.raises(AssertionError):
        survives_dead_worker(case)
