"""Rescue jobs that nobody works on: stale claims and lost messages."""

from collections.abc import Callable
from typing import Any

from accounts.jobs import Job

registry: dict[type[Job], Callable[[int], Any]] = {}
"""Job models and the call that nudges one job by its id, usually a task's `delay`."""

BATCH = 200
"""Jobs of one model nudged per sweep; the rest wait for the next one, half a minute later."""


def register(model: type[Job], nudge: Callable[[int], Any]) -> None:
    """Register a job model with the call that nudges one of its jobs. Called when the app is ready."""
    registry[model] = nudge


def sweep() -> int:
    """Nudge every neglected job and return how many. Safe to run at any time and twice."""
    nudged = 0
    for model, nudge in registry.items():
        for pk in model.jobs.neglected().order_by("pk").values_list("pk", flat=True)[:BATCH]:
            nudge(pk)
            nudged += 1
    return nudged
