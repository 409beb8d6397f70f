"""Wake what waited for a store once it may be used again."""

from typing import Any

from accounts.clock import now
from accounts.jobs import Job
from exports.models import ExportPackage
from exports.quarantine import StoreQuarantined


def wake_packages(sender: object, **_: Any) -> None:
    """Let copies go on that waited for a store."""
    wake(ExportPackage)


def wake(model: type[Job]) -> int:
    """Make jobs of this kind that wait for a store due now, and return how many; the sweeper nudges them within the minute."""
    waiting = model.jobs.filter(job_state=Job.JobState.QUEUED, last_error_code=StoreQuarantined.code)
    woken: int = waiting.update(not_before=now())
    return woken
