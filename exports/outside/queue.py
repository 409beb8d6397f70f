"""Nudge workers about questions and about who waits for their answers, after the commit and by id only."""

from uuid import UUID

from celery import current_app

from accounts.clock import now
from accounts.nudge import nudge
from exports.models import ExportPackage


def nudge_question(pk: int) -> None:
    """Tell a worker about a question once the transaction has committed."""
    # By name: the task's module imports what imports this one.
    nudge(current_app.tasks["exports.tasks.ask_outside"], pk)


def wake_package(ref: UUID) -> None:
    """Let the package that waits for an answer look now, if one does."""
    waiting = ExportPackage.objects.filter(ref=ref, job_state="queued")
    for pk in list(waiting.values_list("pk", flat=True)):
        waiting.filter(pk=pk, not_before__gt=now()).update(not_before=now())
        nudge(current_app.tasks["exports.tasks.build_package"], pk)
