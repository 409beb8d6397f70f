"""Nudge a worker: tell it, once the transaction commits, that a job row waits.

Losing the message costs half a minute until the sweeper finds the row, so a broker that is down is
logged and never makes the person's request fail.
"""

import logging
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def nudge(task: "Task[Any, Any]", pk: int) -> None:
    """Send the task with this id when the surrounding transaction commits; at once when there is none."""
    transaction.on_commit(lambda: send(task, pk))


def send(task: "Task[Any, Any]", pk: int) -> None:
    """Send the task with this id now. A broker that cannot be reached is logged, not raised."""
    try:
        task.delay(pk)
    except OperationalError:
        log.warning("The broker is away; %s %s waits for the sweeper.", task.name, pk)
