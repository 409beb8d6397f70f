"""The trial's beat: when the clock is moved, what has become due is sent at once."""

import threading
from pathlib import Path
from typing import Any

from config.celery import app as portal
from config.trial.beat import lean_app, moves_of, send_everything


def test_every_task_of_the_schedule_is_sent(monkeypatch: Any) -> None:
    app = lean_app()
    sent: list[str] = []
    monkeypatch.setattr(app, "send_task", sent.append)
    send_everything(app)
    assert "dsr.tasks.start_due_erasures" in sent
    assert sorted(sent) == sorted(entry["task"] for entry in portal.conf.beat_schedule.values())


def test_it_sends_at_the_start_and_when_the_clock_moves(tmp_path: Path) -> None:
    """Three looks at the file, the clock moved before the third: two moves."""
    clock = tmp_path / "clock"
    looks = 0

    class Looks(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            nonlocal looks
            looks += 1
            if looks == 2:
                clock.write_text("86400")
            if looks == 4:
                self.set()
            return False

    assert [looks for _ in moves_of(clock, Looks())] == [0, 2]
