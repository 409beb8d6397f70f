"""The portal's own programs: web, worker and beat."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.servers import ServerError
from config.servers.ports import LOOPBACK
from config.servers.processes import Child, Family
from config.trial.folder import TrialFolder

# All of them in one worker here; an installation gives each a worker of its own.
QUEUES = ("default", "exports", "erasures", "notices")
READY_SECONDS = 120
# A program that falls over this often in a row is not started again.
MOST_RESTARTS = 5


@dataclass(frozen=True)
class Program:
    """A program by the name that people read."""

    name: str
    command: tuple[str, ...]


def programs(port: int, folder: TrialFolder) -> tuple[Program, ...]:
    """Return the commands; small on purpose, because a trial shares the machine with everything else."""
    web = (
        *("-m", "gunicorn", "config.wsgi:application", "--bind", f"{LOOPBACK}:{port}", "--no-control-socket"),
        *("--workers", "1", "--threads", "2", "--graceful-timeout", "3", "--access-logfile", "-"),
    )
    worker = (
        *("-m", "celery", "--app", "config.celery", "worker", "--queues", ",".join(QUEUES)),
        *("--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle"),
        *("--loglevel", "INFO", "--hostname", f"trial-{port}@localhost"),
    )
    beat = ("-m", "config.trial.beat", str(folder.state / "beat"))
    return Program("web", web), Program("worker", worker), Program("beat", beat)


class Portal:
    """The three programs as children of a family."""

    def __init__(
        self, root: Path, folder: TrialFolder, family: Family, environ: Mapping[str, str], port: int
    ) -> None:
        self.root = root
        self.folder = folder
        self.family = family
        self.environ = environ
        self.port = port
        self.running: dict[Program, Child] = {}
        self.restarts = 0

    def start(self) -> None:
        """Start all three; they come up side by side."""
        for program in programs(self.port, self.folder):
            self.running[program] = self._start(program)

    def _start(self, program: Program) -> Child:
        return self.family.start(
            program.name,
            [sys.executable, *program.command],
            environ=self.environ,
            log=self.log(program),
            cwd=self.root,
            tier=1,
        )

    def log(self, program: Program) -> Path:
        """Return where the program writes."""
        return self.folder.logs / f"{program.name}.log"

    def wait_until_ready(self) -> None:
        """Return once the portal says that it is ready; raise ServerError with a program's last words."""
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            self._refuse_dead()
            if answers(f"http://{LOOPBACK}:{self.port}/readyz"):
                return
            time.sleep(0.1)
        raise ServerError(
            f"The portal did not become ready in {READY_SECONDS} s; see the logs in {self.folder.logs}."
        )

    def _refuse_dead(self) -> None:
        for program, child in self.running.items():
            if child.process.poll() is not None:
                words = "\n".join(self.log(program).read_text(errors="replace").strip().splitlines()[-12:])
                raise ServerError(
                    f"The {program.name} stopped while starting. The end of {self.log(program)}:\n{words}"
                )

    def revive(self, tell: Callable[[str], None]) -> None:
        """Start again what has fallen over; raise ServerError when that happens too often."""
        for program, child in list(self.running.items()):
            code = child.process.poll()
            if code is None:
                continue
            self.restarts += 1
            if self.restarts > MOST_RESTARTS:
                raise ServerError(f"The {program.name} keeps stopping; see {self.log(program)}.")
            tell(
                f"The {program.name} stopped (code {code}) and is started again; its log is {self.log(program)}"
            )
            self.family.stop(child)
            self.running[program] = self._start(program)


def answers(address: str) -> bool:
    """Tell whether the address answers with 200."""
    try:
        # Straight to the loopback address, whatever proxy the environment names.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
