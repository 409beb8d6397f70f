"""Send what is due on the schedule; the trial's beat, run as a program: `python -m config.trial.beat FILE`.

It is Celery's own beat with the portal's own schedule, but it does not load the portal: to send a task by its name takes
neither models nor addresses, and without them it needs half the memory. An installation runs `celery beat`.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from celery import Celery

from config.celery import app as portal

COPIED = ("broker_url", "beat_schedule", "task_routes", "task_default_queue", "task_serializer", "timezone")


def lean_app() -> Celery:
    """Return an application that can send the portal's tasks and knows nothing else of it."""
    app = Celery("candor-beat", fixups=[], set_as_current=False)
    app.conf.update({name: portal.conf[name] for name in COPIED})
    app.conf.task_ignore_result = True
    return app


def send_everything(app: Celery) -> None:
    """Send every task of the schedule now. All of them may run at any time and look for themselves what is due."""
    for entry in app.conf.beat_schedule.values():
        app.send_task(entry["task"])


def moves_of(clock: Path, stop: threading.Event, *, every: float = 1.0) -> Iterator[None]:
    """Yield at the beginning and whenever the clock file has changed, until `stop` is set; looks `every` seconds."""
    before: object = None
    while not stop.is_set():
        now = clock.read_bytes() if clock.exists() else b""
        if now != before:
            yield
        before = now
        stop.wait(every)


def follow_clock(app: Celery, clock: Path, stop: threading.Event) -> None:
    """Send everything at the start and when the trial's clock is moved, so that nobody waits for what is due by then."""
    for _ in moves_of(clock, stop):
        send_everything(app)


def main() -> None:
    """Run until stopped; FILE keeps when each task was last sent."""
    (schedule,) = sys.argv[1:]
    app = lean_app()
    clock = Path(os.environ["CANDOR_STATE_DIR"]) / "clock"
    threading.Thread(target=follow_clock, args=(app, clock, threading.Event()), daemon=True).start()
    app.Beat(schedule=schedule, loglevel="WARNING", quiet=True).run()


if __name__ == "__main__":
    main()
