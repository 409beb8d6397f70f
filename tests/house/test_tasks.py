"""Tasks take ids, are thin, survive their worker, and are scheduled in one place."""

from typing import Any
from uuid import UUID

import pytest
from celery import Celery
from django.db import models
from django.test.utils import isolate_apps

from accounts.jobs import Job
from accounts.sweep import registry
from config.celery import app
from tests.house import tasks as rules
from tests.house.source import APPS, Module, modules, told

TASKS = rules.our_tasks(app)


def test_there_are_tasks() -> None:
    assert "accounts.tasks.sweep_jobs" in TASKS


def test_arguments_are_ids() -> None:
    assert not told(rules.bad_signatures(TASKS))


def test_messages_outlive_workers() -> None:
    assert not told(rules.not_late(TASKS))
    assert app.conf.accept_content == ["json"]
    assert app.conf.worker_prefetch_multiplier == 1


def test_tasks_are_thin() -> None:
    assert not told(rules.thick_tasks(modules(*APPS)))


def test_one_schedule_with_real_tasks() -> None:
    assert not told(rules.scattered_schedules(modules()))
    assert not told(rules.broken_schedule(app.conf.beat_schedule, TASKS))


def test_every_task_is_started_by_something() -> None:
    assert not told(rules.unscheduled(app.conf.beat_schedule, TASKS, rules.started_names(modules())))


def test_every_job_is_swept() -> None:
    assert not told(rules.unswept(registry, rules.job_models()))


def test_the_sweep_runs_more_often_than_a_claim_goes_stale() -> None:
    assert app.conf.beat_schedule["rescue-stale-jobs"]["schedule"] <= 60


def faulty(function: Any, **options: Any) -> dict[str, Any]:
    """Return one task of an application of its own, named as if it were ours."""
    other = Celery("red", set_as_current=False)
    task = other.task(
        name="dsr.tasks.bad",
        **{"acks_late": True, "reject_on_worker_lost": True, "ignore_result": True, **options},
    )(function)
    task.bind(other)
    return {"dsr.tasks.bad": task}


def takes_address(email: dict[str, str]) -> None: ...
def takes_anything(what) -> None: ...
def takes_uuid(ref: UUID) -> None: ...
def takes_id(pk: int, ref: str | None = None) -> None: ...


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (takes_address, "the argument email is dict"),
        (takes_anything, "the argument what is not annotated"),
        (takes_uuid, "the argument ref is a UUID, which arrives as text"),
    ],
)
def test_other_arguments_are_found(function: Any, said: str) -> None:
    (found,) = rules.bad_signatures(faulty(function))
    assert said in found
    assert not list(rules.bad_signatures(faulty(takes_id)))


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"acks_late": False}, "acknowledges early"),
        ({"serializer": "pickle"}, "serialised as pickle"),
        ({"ignore_result": False}, "keeps a result"),
    ],
)
def test_other_options_are_found(option: dict[str, Any], said: str) -> None:
    (found,) = rules.not_late(faulty(takes_id, **option))
    assert said in found


def test_a_thick_task_is_found() -> None:
    lines = "\n".join(f"    step_{i}()" for i in range(6))
    bad = Module(
        "dsr/work.py", f'@shared_task(bind=True)\ndef bad(pk: int) -> None:\n    """Say."""\n{lines}\n'
    )
    thick, elsewhere = rules.thick_tasks([bad])
    assert thick.startswith("dsr/work.py:2: the task bad has 6 statements.")
    assert "outside tasks.py" in elsewhere


@pytest.mark.parametrize(
    "line", ["app.conf.beat_schedule = {}", "app.conf.beat_schedule['x'] = {}", "app.add_periodic_task(1, t)"]
)
def test_a_second_schedule_is_found(line: str) -> None:
    (found,) = rules.scattered_schedules([Module("dsr/tasks.py", f"{line}\n")])
    assert found == "dsr/tasks.py:1 schedules something. The whole schedule stands in config/celery.py."
    assert not list(rules.scattered_schedules([Module("dsr/tasks.py", "entries = app.conf.beat_schedule\n")]))


def test_a_broken_schedule_is_found() -> None:
    schedule = {
        "b": {"task": "dsr.tasks.gone", "schedule": 1},
        "a": {"task": "dsr.tasks.bad", "schedule": 1},
    }
    gone, needs, order = rules.broken_schedule(schedule, faulty(takes_id))
    assert "b names dsr.tasks.gone, which is no task" in gone
    assert "needs an argument" in needs
    assert "sort the schedule" in order


def test_an_idle_task_is_found() -> None:
    (found,) = rules.unscheduled({}, faulty(takes_id), {"other"})
    assert found.startswith("Nothing starts dsr.tasks.bad.")
    assert not list(rules.unscheduled({}, faulty(takes_id), {"bad"}))


def test_an_unswept_job_is_found() -> None:
    with isolate_apps("dsr"):

        class Forgotten(Job):
            class Meta:
                app_label = "dsr"

        class NoJob(models.Model):
            class Meta:
                app_label = "dsr"

    (found,) = rules.unswept({}, [Forgotten, NoJob])
    assert found == (
        "dsr.Forgotten is a job and nobody rescues it. Call sweep.register(Forgotten, task) "
        "in the ready() of dsr/apps.py."
    )


def test_a_job_registered_with_something_else_is_found() -> None:
    (task,) = faulty(takes_id).values()
    (found,) = rules.unswept({Job: task.delay}, [])
    assert (
        found.startswith("accounts/apps.py registers <bound method")
        or "Give sweep.register the task itself" in found
    )
    assert not list(rules.unswept({Job: task}, []))
