"""Nudge workers about steps, after the commit and by id only."""

from celery import current_app

from accounts.nudge import nudge
from dsr.models import DataSubjectRequest, RequestStep


def add_step(request: DataSubjectRequest, kind: str) -> RequestStep:
    """Return the request's step of this kind, made and announced when there is none yet."""
    step, made = RequestStep.jobs.get_or_create(request=request, kind=kind)
    if made:
        announce(step.pk)
    return step


def announce(step_id: int) -> None:
    """Tell a worker about a step once the transaction has committed."""
    # By name: the task's module imports the actions that import this one.
    nudge(current_app.tasks["dsr.tasks.work_on_step"], step_id)


def nudge_erasure(run_id: int) -> None:
    """Tell a worker about an erasure once the transaction has committed."""
    nudge(current_app.tasks["dsr.tasks.run_erasure"], run_id)


def nudge_switch(switch_id: int) -> None:
    """Tell a worker about accounts to close to use, or to open again, once the transaction has committed."""
    nudge(current_app.tasks["dsr.tasks.switch_accounts"], switch_id)
