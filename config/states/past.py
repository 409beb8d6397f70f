"""Do something as if it were earlier. Only the trial may: the portal's clock otherwise never goes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts import clock
from accounts.sweep import registry

MOST_ROUNDS = 200
"""Rounds of jobs that nudge further jobs; more means that one never ends."""
visited: list[datetime] = []
"""Moments at which something was done, for the jobs that follow from it."""


@contextmanager
def ago(**delta: float) -> Iterator[None]:
    """Hold the portal's clock this long ago, as in `ago(days=9)`, until the block ends. Raise ImproperlyConfigured outside a trial."""
    if not getattr(settings, "TRIAL", False):
        raise ImproperlyConfigured("Only a trial may turn its clock back.")
    moment = clock.machine_time() - timedelta(**delta)
    visited.append(moment)
    with _held(moment):
        yield


def do_what_followed() -> None:
    """Go back to the moments in their order and do every job that was due then, as the workers would have."""
    for moment in sorted(visited):
        with _held(moment):
            _work()
    visited.clear()


def _held(moment: datetime) -> Any:
    return patch.object(clock, "machine_time", lambda: moment)


def _work() -> None:
    for _ in range(MOST_ROUNDS):
        waiting = [
            (task, pk)
            for model, task in registry.items()
            for pk in model.jobs.claimable().values_list("pk", flat=True)
        ]
        if not waiting:
            return
        for task, pk in waiting:
            task.run(pk)
    raise RuntimeError("A job of the trial's states never ends.")
