"""`manage.py test`: real PostgreSQL and Redis made for this run, pytest in parallel, its exit code returned."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from config.servers import ServerError
from config.servers.launcher import launch
from config.servers.mariadb import find_mariadb
from config.servers.processes import Family
from config.servers.reach import server_user, temporary_folder
from config.testing.chromium import find_chromium
from config.testing.on_demand import NONE_FOUND, VARIABLE, offer

SETTINGS = "config.settings.test"
# Each worker makes a database of its own; more of them than this wait for the disk.
MOST_WORKERS = 4


def main(root: str, arguments: list[str]) -> int:
    """Run pytest with the arguments; return its exit code, or 1 when the servers cannot be had."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with Family() as family:
            return run(Path(root), arguments, family)
    except ServerError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


def run(root: Path, arguments: Sequence[str], family: Family) -> int:
    """Bring up the servers in a folder that goes when they go, and run pytest on them."""
    folder = temporary_folder(server_user())
    family.remove_at_end(folder)
    variables = launch(folder, family, throwaway=True, environ=os.environ, say=say)
    variables.pop("cluster")
    state = folder / "state"
    (state / "static").mkdir(mode=0o700, parents=True)
    environ = {
        **os.environ,
        **variables,
        # The tests make their databases as the owner and then step down to the application's role.
        "DATABASE_URL": variables["DATABASE_OWNER_URL"],
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "CANDOR_STATE_DIR": str(state),
        VARIABLE: str(offer(state, family)),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")])),
    }
    chromium = find_chromium(os.environ)
    if chromium:
        environ["CANDOR_CHROMIUM"] = chromium
    else:
        environ.pop("CANDOR_CHROMIUM", None)
        say(
            "No Chromium found: the browser journeys are skipped (install chromium, or name one in CANDOR_CHROMIUM)."
        )
    if find_mariadb() is None:
        say(NONE_FOUND)
    command = [sys.executable, "-m", "pytest", *parallel(arguments), *arguments]
    child = family.start("pytest", command, environ=environ, log=None, tier=1)
    while True:
        try:
            return child.process.wait()
        except KeyboardInterrupt:
            # The terminal told pytest as well; it stops in its own order and its code is the answer.
            continue


def parallel(arguments: Sequence[str]) -> list[str]:
    """Return how many workers to use, nothing when the caller says so or wants to look at one test closely."""
    chosen = ("-n", "--numprocesses", "--pdb", "--trace", "--co", "--fixtures", "--help", "--version")
    if any(argument.startswith(chosen) for argument in arguments):
        return []
    cores = os.cpu_count() or 1
    # A worker that has run out takes over from one that is still at a long test.
    return ["-n", str(min(cores, MOST_WORKERS)), "--dist", "worksteal"] if cores > 1 else []


def say(line: str) -> None:
    """Tell the person at the terminal what is going on."""
    print(f"candor: {line}", file=sys.stderr, flush=True)
