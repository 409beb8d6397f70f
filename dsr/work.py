"""The jobs that work on a request, of whichever app, in one shape for staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.jobs import Job
from dsr.models import DataSubjectRequest, RequestStep


@dataclass(frozen=True)
class Work:
    """One job: what it does, how it stands, and whether it can be tried again."""

    kind: str
    pk: int
    label: str
    state: str
    state_label: str
    attempts: int
    last_error: str
    since: datetime | None

    @property
    def failed(self) -> bool:
        """Return whether it gave up and waits for staff."""
        return self.state == Job.JobState.FAILED


def work_on(request: DataSubjectRequest) -> list[Work]:
    """Return every job of this request."""
    steps = RequestStep.jobs.filter(request=request).order_by("pk")
    return [_shown("step", step.get_kind_display(), step) for step in steps]


def _shown(kind: str, label: str, job: Any) -> Work:
    return Work(
        kind=kind,
        pk=job.pk,
        label=label,
        state=job.job_state,
        state_label=job.get_job_state_display(),
        attempts=job.attempts,
        last_error=job.last_error_code,
        since=job.heartbeat_at or job.not_before,
    )
