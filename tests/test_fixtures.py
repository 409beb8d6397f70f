"""The fixtures themselves: jobs go through JSON, and only committed work is sent."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.clock import now
from accounts.tasks import sweep_jobs


def test_messages_leave_on_commit(committed: None, jobs: Any) -> None:
    """A message scheduled inside a transaction is sent when it ends and dropped when it fails."""
    with transaction.atomic():
        transaction.on_commit(sweep_jobs.delay)
        assert jobs.waiting == []
    assert [name for name, *_ in jobs.waiting] == ["accounts.tasks.sweep_jobs"]
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012  (the order is the point)
        transaction.on_commit(sweep_jobs.delay)
        _ = 1 / 0
    assert jobs.run() == 1


def test_arguments_must_survive_json(jobs: Any) -> None:
    """An argument that JSON does not know is noticed in the test."""
    with pytest.raises(TypeError):
        sweep_jobs.delay(object())


def test_the_clock_stands_still_until_moved(frozen: Any) -> None:
    """The portal's time is the test's."""
    assert now() == datetime(2026, 12, 2, 12, 0, tzinfo=UTC)
    frozen.move(days=10)
    assert now() == datetime(2026, 12, 12, 12, 0, tzinfo=UTC)
