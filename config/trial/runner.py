"""Run a step as a process of its own and follow what it says."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.trial.screen import Screen

LAST_WORDS = 12


class StepError(Exception):
    """A step failed; the message holds its last words and where the rest stands."""


@dataclass(frozen=True)
class Runner:
    """Where steps run, in which environment, and where what they say goes."""

    root: Path
    log: Path
    environ: Mapping[str, str]
    screen: Screen

    def run(self, title: str, command: Sequence[str]) -> list[str]:
        """Run Python with the command and return the lines it printed; raise StepError when it fails."""
        began = time.monotonic()
        self.screen.tick(title, "")
        lines: list[str] = []
        with self.log.open("a") as kept:
            kept.write(f"\n# {' '.join(command)}\n")
            kept.flush()
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=self.root,
                env={**self.environ, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=kept,
                text=True,
                errors="replace",
            )
            try:
                for line in process.stdout or ():
                    lines.append(line.rstrip("\n"))
                    kept.write(line)
                    self.screen.tick(title, line.strip())
                code = process.wait()
            finally:
                if process.poll() is None:
                    process.terminate()
                    process.wait()
        if code != 0:
            said = self.log.read_text(errors="replace").strip().splitlines()[-LAST_WORDS:]
            words = "\n".join(said)
            raise StepError(
                f"{title} failed. All it said is in {self.log}; the end of it:\n{words}\n\n"
                "When what is kept here comes from an earlier version, start over: python3 manage.py trial --reset"
            )
        self.screen.show(f"{title} ({time.monotonic() - began:.1f} s)")
        return lines
