"""Rescue jobs that nobody works on: stale claims and lost messages."""

from typing import Any

from celery import Task

from accounts.jobs import Job
from accounts.nudge import send

registry: dict[type[Job], "Task[Any, Any]"] = {}
"""Job models and the task that works on one job by its id."""

BATCH = 200
"""Jobs of one model nudged per sweep; the rest wait for the next one, half a minute later."""


def register(model: type[Job], task: "Task[Any, Any]") -> None:
    """Register a job model with the task that works on one of its jobs. Called when the app is ready."""
    registry[model] = task


def sweep() -> int:
    """Nudge every neglected job and return how many. Safe to run at any time and twice."""
    nudged = 0
    for model, task in registry.items():
        for pk in model.jobs.neglected().order_by("pk").values_list("pk", flat=True)[:BATCH]:
            send(task, pk)
            nudged += 1
    return nudged
