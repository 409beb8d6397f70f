"""Tasks of the dsr app: ids in, one call each."""

from celery import shared_task

from dsr import execution, watch
from dsr.erasure import due, run, switch


@shared_task(name="dsr.tasks.work_on_step")
def work_on_step(step_id: int) -> None:
    """Do one step of a request."""
    execution.work_on_step(step_id)


@shared_task(name="dsr.tasks.watch_deadlines")
def watch_deadlines() -> None:
    """Remind staff of dates and close what was never confirmed."""
    watch.remind_staff()
    watch.close_unconfirmed()


@shared_task(name="dsr.tasks.run_erasure")
def run_erasure(run_id: int) -> None:
    """Do the next piece of an erasure."""
    run.work(run_id)


@shared_task(name="dsr.tasks.switch_accounts")
def switch_accounts(switch_id: int) -> None:
    """Close a person's accounts at the company to use, or open them again."""
    switch.turn(switch_id)


@shared_task(name="dsr.tasks.start_due_erasures")
def start_due_erasures() -> None:
    """Start the deletions whose day has come."""
    due.start_due()
