"""Outlive the parent just long enough to stop what it started; run as a program of its own, in its own session.

Each line on standard input is one order: `{"watch": PID, "signal": N}`, `{"forget": PID}`, `{"remove": FOLDER}`. The end
of the input means that the parent is gone, in whatever way: the watched are stopped, last come first, then the folders
are removed.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

PATIENCE = 5.0


def alive(pid: int) -> bool:
    """Tell whether the process still runs; one that is only waiting to be collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return not Path("/proc/self/stat").exists()
    return stat.rpartition(")")[2].split()[0] != "Z"


def end(pid: int, number: int, patience: float = PATIENCE) -> None:
    """Ask the process to stop, wait, and kill it with its own children when it does not."""
    for step in (number, signal.SIGKILL):
        try:
            if step == signal.SIGKILL:
                kill_group(pid)
            else:
                os.kill(pid, step)
        except (ProcessLookupError, PermissionError):
            return
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if not alive(pid):
                return
            time.sleep(0.02)


def kill_group(pid: int) -> None:
    """Kill the process, and those that it started where it leads a group of its own."""
    if os.getpgid(pid) == pid:
        os.killpg(pid, signal.SIGKILL)
    else:
        os.kill(pid, signal.SIGKILL)


def main() -> None:
    """Follow the orders until they end, then clean up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    watched: dict[int, int] = {}
    folders: list[str] = []
    for line in sys.stdin:
        order = json.loads(line)
        if "watch" in order:
            watched[order["watch"]] = order["signal"]
        elif "forget" in order:
            watched.pop(order["forget"], None)
        else:
            folders.append(order["remove"])
    for pid in reversed(watched):
        end(pid, watched[pid])
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
