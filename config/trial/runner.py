"""Run the steps in a process of their own and follow what they say."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from config.trial.preparer import DONE
from config.trial.screen import Screen

LAST_WORDS = 12


class StepError(Exception):
    """A step failed; the message holds its last words and where the rest stands."""


@dataclass
class Runner:
    """Where steps run, in which environment, and where what they say goes; leaving the block ends their process."""

    root: Path
    log: Path
    environ: Mapping[str, str]
    screen: Screen
    _process: subprocess.Popen[str] | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        process, self._process = self._process, None
        if process:
            process.terminate()
            process.communicate()

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            with self.log.open("a") as kept:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "config.trial.preparer"],
                    cwd=self.root,
                    env={**self.environ, "PYTHONUNBUFFERED": "1"},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=kept,
                    text=True,
                    errors="replace",
                )
        return self._process

    def run(self, title: str, command: Sequence[str]) -> list[str]:
        """Run one step's command and return the lines it printed; raise StepError when it fails."""
        began = time.monotonic()
        self.screen.tick(title, "")
        with self.log.open("a") as kept:
            kept.write(f"\n# {' '.join(command)}\n")
        lines = self._follow(title, command)
        if lines is None:
            said = self.log.read_text(errors="replace").strip().splitlines()[-LAST_WORDS:]
            words = "\n".join(said)
            raise StepError(
                f"{title} failed. All it said is in {self.log}; the end of it:\n{words}\n\n"
                "When what is kept here comes from an earlier version, start over: python3 manage.py trial --reset"
            )
        self.screen.show(f"{title} ({time.monotonic() - began:.1f} s)")
        return lines

    def _follow(self, title: str, command: Sequence[str]) -> list[str] | None:
        """Hand the command over and return what it printed, None when the process ended before it was done."""
        process = self._started()
        with suppress(BrokenPipeError):
            print(json.dumps(command), file=process.stdin, flush=True)
        lines: list[str] = []
        with self.log.open("a") as kept:
            for line in process.stdout or ():
                if line.strip("\n") == DONE:
                    return lines
                lines.append(line.rstrip("\n"))
                kept.write(line)
                kept.flush()
                self.screen.tick(title, line.strip())
        process.wait()
        self._process = None
        return None
