"""The whole trial, from nothing to ready, told to stop, started again, and killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from config.servers.keeper import alive
from config.servers.ports import free_port
from config.servers.reach import data_folder, server_user
from config.trial.folder import TrialFolder

ROOT = Path(__file__).parents[2]
NOT_OURS = ("CANDOR_", "PYTEST_", "DATABASE_", "PLATFORM_", "REDIS_", "DJANGO_", "COV_")
MOST_MEGABYTES = 400


class Trial:
    """Start the command in a checkout of its own, made of links to this one."""

    def __init__(self, folder):
        self.folder = folder
        for entry in ROOT.iterdir():
            if not entry.name.startswith("."):
                (folder / entry.name).symlink_to(entry)
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}
        self.environ["CANDOR_VENV"] = sys.prefix
        self.process = None
        self.said = ""

    def command(self, *arguments):
        return [sys.executable, "manage.py", "trial", *arguments]

    def start(self, *arguments):
        """Start it and return once it says that it is ready."""
        self.process = subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if "--days" in line:
                return
        pytest.fail(self.said)

    def ask(self, *arguments):
        """Run the command beside the running one."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    def children(self):
        """Return the numbers of PostgreSQL, Redis, web, worker and beat."""
        return [pid for pid, _, _ in json.loads((self.folder / ".trial" / "processes.json").read_text())]

    def gone(self, pids, within=40):
        until = time.monotonic() + within
        while any(alive(pid) for pid in pids) and time.monotonic() < until:
            time.sleep(0.05)
        return not any(alive(pid) for pid in pids)


@pytest.fixture
def trial(tmp_path):
    running = Trial(tmp_path)
    yield running
    if running.process and running.process.poll() is None:
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(60)
    # Root's PostgreSQL kept its data outside the test's folder, which is closed to others.
    TrialFolder(tmp_path / ".trial").empty()
    outside = data_folder(tmp_path / ".trial" / "postgres", server_user())
    shutil.rmtree(outside)


def megabytes(pids):
    """Add up what the processes and their own children hold, shared pages counted once for each."""
    children = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(entry.name))
    total, waiting = 0, list(pids)
    while waiting:
        pid = waiting.pop()
        waiting += children.get(pid, [])
        status = Path(f"/proc/{pid}/status").read_text()
        total += int(status.partition("VmRSS:")[2].split()[0])
    return total / 1024


@pytest.mark.slow
def test_from_nothing_to_ready_and_back(trial):
    port = free_port()
    trial.start("--port", str(port))
    address = f"http://localhost:{port}"
    assert address in trial.said
    with urllib.request.urlopen(f"{address}/readyz", timeout=20) as answer:
        assert json.load(answer) == {"status": "ok"}
    with urllib.request.urlopen(f"{address}/tour", timeout=20) as answer:
        page = answer.read().decode()
    assert "Ten stops" in page
    assert "the deletion begins" in page
    pids = trial.children()
    assert len(pids) == 5

    second = trial.ask()
    assert second.returncode == 1
    assert address in second.stdout
    moved = trial.ask("--days", "4")
    assert moved.returncode == 0
    assert "4 days ahead" in moved.stdout
    inside = trial.ask(
        "--run", "shell", "--no-imports", "-c", "from accounts.clock import offset; print(offset())"
    )
    assert "4 days" in inside.stdout, inside.stderr

    if Path("/proc/self/status").exists():
        assert megabytes(pids[2:]) < MOST_MEGABYTES

    trial.process.send_signal(signal.SIGINT)
    assert trial.process.wait(60) == 0
    assert trial.gone(pids, within=0)

    trial.start()
    assert "Nothing to prepare" in trial.said
    assert address in trial.said
    pids = trial.children()
    trial.process.kill()
    trial.process.wait()
    assert trial.gone(pids)

    assert (trial.folder / ".trial" / "state" / "clock").read_text() == str(4 * 86_400)
