"""Start child processes that end with their parent, even when the parent is killed.

Three nets, each for the case the one before it misses: the context manager stops the children; the keeper stops them when
the parent dies without a word; the record on disk lets the next start stop them when the keeper was killed too.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from config.servers import keeper
from config.servers.reach import ServerUser

CURRENT_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass
class Child:
    """A process of ours, with the signal that ends it in good order."""

    name: str
    process: subprocess.Popen[bytes]
    stop: signal.Signals
    tier: int


class Family:
    """The children of this process; leaving the block stops them, the highest tier first and each tier at once.

    Children that are given a log run in a session of their own, so that a Ctrl-C in the terminal reaches only the parent.
    """

    def __init__(self, record: Path | None = None) -> None:
        self.record = record
        self.children: list[Child] = []
        self._keeper: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        stop_leftovers(self.record)
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", keeper.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        for tier in sorted({child.tier for child in self.children}, reverse=True):
            ending = [child for child in self.children if child.tier == tier]
            for child in ending:
                child.process.send_signal(child.stop)
            for child in ending:
                self.stop(child)
        if self._keeper and self._keeper.stdin:
            self._keeper.stdin.close()
            self._keeper.wait()
        if self.record:
            self.record.unlink(missing_ok=True)

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        environ: Mapping[str, str],
        log: Path | None,
        stop: signal.Signals = signal.SIGTERM,
        user: ServerUser | None = None,
        cwd: Path | None = None,
        said: bytes | None = None,
        tier: int = 0,
    ) -> Child:
        """Start a child; without a log it shares the terminal. `said` is what it reads on standard input."""
        output = log.open("ab") if log else None
        try:
            process = subprocess.Popen(
                list(command),
                env=dict(environ),
                stdin=subprocess.PIPE if said is not None else (subprocess.DEVNULL if log else None),
                stdout=output,
                stderr=output,
                cwd=cwd,
                start_new_session=log is not None,
                user=user.uid if user else None,
                group=user.gid if user else None,
                extra_groups=[] if user else None,
            )
        finally:
            if output:
                output.close()
        child = Child(name, process, stop, tier)
        self.children.append(child)
        self._order({"watch": process.pid, "signal": int(stop)})
        self._write_record()
        if said is not None and process.stdin:
            with suppress(BrokenPipeError):
                process.stdin.write(said)
                process.stdin.close()
        return child

    def stop(self, child: Child, patience: float = 10.0) -> None:
        """Stop one child and forget it; kill it when it takes longer than `patience` seconds."""
        child.process.send_signal(child.stop)
        try:
            child.process.wait(patience)
        except subprocess.TimeoutExpired:
            keeper.kill_group(child.process.pid)
            child.process.wait()
        self.children.remove(child)
        self._order({"forget": child.process.pid})
        self._write_record()

    def remove_at_end(self, folder: Path) -> None:
        """Have the folder removed once every child is gone, also when this process is killed."""
        self._order({"remove": str(folder)})

    def _order(self, order: dict[str, int | str]) -> None:
        if self._keeper and self._keeper.stdin:
            with suppress(BrokenPipeError):
                self._keeper.stdin.write(json.dumps(order).encode() + b"\n")
                self._keeper.stdin.flush()

    def _write_record(self) -> None:
        if self.record:
            running = [(each.process.pid, birth(each.process.pid), int(each.stop)) for each in self.children]
            partial = self.record.with_suffix(".partial")
            partial.write_text(json.dumps(running))
            partial.replace(self.record)


def stop_leftovers(record: Path | None) -> None:
    """Stop what an earlier parent left running, last come first; a number taken by another process is left alone."""
    try:
        running = json.loads(record.read_text()) if record else []
    except (OSError, ValueError):
        return
    for pid, born, number in reversed(running):
        if born and birth(pid) == born:
            keeper.end(pid, number)
    if record:
        record.unlink(missing_ok=True)


def birth(pid: int) -> str:
    """Return what tells this process from any other that had or will have its number; empty when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return f"{CURRENT_BOOT.read_text().strip()}:{fields[19]}"
    except OSError:
        if CURRENT_BOOT.exists():
            return ""
    asked = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def command_line(pid: int) -> str:
    """Return the command line of a process, empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if CURRENT_BOOT.exists():
            return ""
    asked = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def bare_environment(**more: str) -> dict[str, str]:
    """Return the environment for a server: nothing of the caller's that could change how it behaves."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC", **more}
