"""The job row: claim, work in bounded pieces, finish; nothing is lost when a worker dies.

One way to write a job:

1. An action inserts the row and enqueues its id on commit. A lost message costs minutes, not work.
2. The task calls `claim`, which wins or returns None: someone else has it, or it is done.
3. Re-check that the work should still happen, do one bounded piece, and `commit_piece` the progress
   with it. A worker that lost its lease gets LeaseLost and stops.
4. More to do: enqueue the id again. Done: `finish`. Not to be done any more: `call_off`. Error: `retry_later` or
   `give_up` with a code.
5. The sweeper (accounts/sweep.py) finds rows that nobody works on and nudges again; after
   MAX_ATTEMPTS the row is failed, visible in the admin and retryable.
"""

import uuid
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.errors import DomainError

STALE_AFTER = timedelta(minutes=2)
"""A claimed job without a heartbeat for this long belongs to a dead worker."""
FORGOTTEN_AFTER = timedelta(seconds=60)
"""A queued job nobody claimed for this long has lost its message."""
MAX_ATTEMPTS = 8
"""Attempts that made no progress before a job is failed and shown to staff."""


class LeaseLost(DomainError):
    """Another worker has taken the job over; stop without committing."""

    code = "lease_lost"


class JobQuerySet(models.QuerySet[Any]):
    """Questions about jobs."""

    def claimable(self) -> "JobQuerySet":
        """Return jobs that may be claimed now: queued and due, or claimed by a worker that died."""
        moment = now()
        stale = Q(job_state="working", heartbeat_at__lt=moment - STALE_AFTER)
        return self.filter(Q(job_state="queued", not_before__lte=moment) | stale)

    def neglected(self) -> "JobQuerySet":
        """Return jobs a sweeper should nudge: stale, or queued and due for a while."""
        moment = now()
        stale = Q(job_state="working", heartbeat_at__lt=moment - STALE_AFTER)
        return self.filter(Q(job_state="queued", not_before__lte=moment - FORGOTTEN_AFTER) | stale)


class Job(models.Model):
    """Abstract base of every row that a worker works on."""

    class JobState(models.TextChoices):
        QUEUED = "queued", _("waiting")
        WORKING = "working", _("being worked on")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    job_state = models.CharField(max_length=9, choices=JobState, default=JobState.QUEUED, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    lease = models.UUIDField(null=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, editable=False)
    not_before = models.DateTimeField(default=now, editable=False)
    last_error_code = models.CharField(max_length=60, blank=True, editable=False)

    objects: ClassVar[models.Manager[Any]] = models.Manager()
    jobs: ClassVar[models.Manager[Any]] = JobQuerySet.as_manager()

    class Meta:
        abstract = True
        # Finished rows stay for good and pile up; the sweeper looks at each table every half minute.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["not_before"],
                name="%(class)s_unfinished",
                condition=Q(job_state__in=["queued", "working"]),
            )
        ]

    @classmethod
    def claim(cls, pk: int) -> Self | None:
        """Take the job for this worker and return it, or None when it is not to be had. Commits at once outside a transaction.

        The attempt is counted here, so that a job which kills its worker every time is failed and not
        tried for ever.
        """
        lease = uuid.uuid4()
        worn_out = cls.jobs.claimable().filter(pk=pk, attempts__gte=MAX_ATTEMPTS)
        worn_out.update(job_state="failed", lease=None, last_error_code=_code_or("worker_lost"))
        won = (
            cls.jobs.claimable()
            .filter(pk=pk)
            .update(job_state="working", lease=lease, heartbeat_at=now(), attempts=F("attempts") + 1)
        )
        return cls.jobs.get(pk=pk) if won else None

    def commit_piece(self, **progress: Any) -> None:
        """Write progress fields and a heartbeat if the lease is still ours; attempts start over, because there was progress.

        Call inside the transaction that did the piece. Raise LeaseLost, which rolls the piece back.
        """
        self._under_lease(heartbeat_at=now(), attempts=0, **progress)

    def heartbeat(self) -> None:
        """Say that the worker is alive. Raise LeaseLost when the job has been taken over."""
        self._under_lease(heartbeat_at=now())

    def pause(self) -> None:
        """Give the job back to the queue after a committed piece, for the next worker to go on."""
        self._under_lease(job_state="queued", lease=None, not_before=now())

    def stand_back(self) -> None:
        """Give the job back as if it had not been claimed: others are at work on its pieces, and what is left waits for theirs.

        The attempt does not count, neither as one that came to nothing nor as progress.
        """
        attempts = max(self.attempts - 1, 0)
        self._under_lease(job_state="queued", lease=None, not_before=now(), attempts=attempts)

    def finish(self, **progress: Any) -> None:
        """Mark the job done. Raise LeaseLost when the job has been taken over."""
        self._under_lease(job_state="done", lease=None, attempts=0, last_error_code="", **progress)

    def retry_later(self, code: str, delay: timedelta | None = None) -> None:
        """Put the job back with growing delay (or the given one), or fail it when its attempts are used up."""
        if self.attempts >= MAX_ATTEMPTS:
            self.give_up(code)
            return
        wait = timedelta(seconds=min(15 * 2**self.attempts, 3600)) if delay is None else delay
        self._under_lease(job_state="queued", lease=None, not_before=now() + wait, last_error_code=code)

    def give_up(self, code: str) -> None:
        """Mark the job failed with a stable code; it stays visible and can be retried by staff."""
        self._under_lease(job_state="failed", lease=None, last_error_code=code)

    def call_off(self, **progress: Any) -> None:
        """Mark the job cancelled because a second look said that it should not happen. Raise LeaseLost when it has been taken over."""
        self._under_lease(job_state="cancelled", lease=None, last_error_code="", **progress)

    def requeue(self) -> None:
        """Put a failed job back in the queue with its attempts forgotten; does nothing to any other job."""
        type(self).jobs.filter(pk=self.pk, job_state="failed").update(
            job_state="queued", attempts=0, not_before=now(), last_error_code=""
        )
        self.refresh_from_db()

    def cancel(self) -> bool:
        """Cancel the job if no worker has it or finished it, and return whether that worked."""
        won = (
            type(self)
            .jobs.filter(pk=self.pk, job_state__in=["queued", "failed"])
            .update(job_state="cancelled")
        )
        return bool(won)

    def _under_lease(self, **values: Any) -> None:
        held = type(self).jobs.filter(pk=self.pk, lease=self.lease, job_state="working")
        if self.lease is None or not held.update(**values):
            raise LeaseLost
        for name, value in values.items():
            setattr(self, name, value)


def _code_or(code: str) -> models.Expression:
    """Keep the last error code when there is one: it says more than that the worker died."""
    return models.Case(models.When(last_error_code="", then=models.Value(code)), default=F("last_error_code"))
