"""Send what is due on the schedule; the trial's beat, run as a program: `python -m config.trial.beat FILE`.

It is Celery's own beat with the portal's own schedule, but it does not load the portal: to send a task by its name takes
neither models nor addresses, and without them it needs half the memory. An installation runs `celery beat`.
"""

from __future__ import annotations

import sys

from celery import Celery

from config.celery import app as portal

COPIED = ("broker_url", "beat_schedule", "task_routes", "task_default_queue", "task_serializer", "timezone")


def lean_app() -> Celery:
    """Return an application that can send the portal's tasks and knows nothing else of it."""
    app = Celery("candor-beat", fixups=[], set_as_current=False)
    app.conf.update({name: portal.conf[name] for name in COPIED})
    app.conf.task_ignore_result = True
    return app


def main() -> None:
    """Run until stopped; FILE keeps when each task was last sent."""
    (schedule,) = sys.argv[1:]
    lean_app().Beat(schedule=schedule, loglevel="WARNING", quiet=True).run()


if __name__ == "__main__":
    main()
