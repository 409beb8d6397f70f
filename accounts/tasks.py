"""Tasks of the ground floor."""

from celery import shared_task

from accounts.sweep import sweep


@shared_task
def sweep_jobs() -> None:
    """Nudge jobs that nobody works on."""
    sweep()
