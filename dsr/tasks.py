"""Tasks of the dsr app: ids in, one call each."""

from celery import shared_task

from dsr import execution, watch


@shared_task(name="dsr.tasks.work_on_step")
def work_on_step(step_id: int) -> None:
    """Do one step of a request."""
    execution.work_on_step(step_id)


@shared_task(name="dsr.tasks.watch_deadlines")
def watch_deadlines() -> None:
    """Remind staff of dates and close what was never confirmed."""
    watch.remind_staff()
    watch.close_unconfirmed()
