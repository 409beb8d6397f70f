"""Tasks of the dsr app: ids in, one call each."""

from celery import shared_task

from dsr import execution, watch
from dsr.agents import vault
from dsr.erasure import due, run, switch


@shared_task(name="dsr.tasks.work_on_step")
def work_on_step(step_id: int) -> None:
    """Do one step of a request."""
    execution.work_on_step(step_id)


@shared_task(name="dsr.tasks.watch_deadlines")
def watch_deadlines() -> None:
    """Remind staff of dates, people of what they were asked, and close what was never confirmed."""
    watch.remind_staff()
    watch.remind_people()
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


@shared_task(name="dsr.tasks.remove_orphaned_documents")
def remove_orphaned_documents() -> None:
    """Delete documents of agents that belong to no request, or that nobody can read any more."""
    vault.remove_orphans()
