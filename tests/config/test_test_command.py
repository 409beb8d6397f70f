"""`manage.py test`: arguments, the browser, and a run from start to end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.servers.keeper import alive
from config.testing.chromium import find_chromium
from config.testing.command import parallel

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "arguments", [["-n0"], ["-n", "4"], ["--numprocesses=2"], ["tests/dsr", "--pdb"], ["--co"]]
)
def test_who_says_how_many_workers_is_obeyed(arguments):
    assert parallel(arguments) == []


def test_else_there_is_one_for_each_core(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert parallel(["tests/dsr", "-k", "n"])[:2] == ["-n", "2"]
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    assert parallel([])[:2] == ["-n", "4"]
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert parallel([]) == []


def test_the_browser_that_is_named_comes_first(tmp_path, monkeypatch):
    for name in ("chromium", "mine"):
        program = tmp_path / name
        program.touch(mode=0o755)
    monkeypatch.setattr("config.testing.chromium.MAC_PLACES", ())
    path = {"PATH": str(tmp_path)}
    assert find_chromium(path) == str(tmp_path / "chromium")
    assert find_chromium({**path, "CANDOR_CHROMIUM": str(tmp_path / "mine")}) == str(tmp_path / "mine")
    (tmp_path / "chromium-headless-shell").touch(mode=0o755)
    assert find_chromium(path) == str(tmp_path / "chromium-headless-shell")
    assert find_chromium({**path, "CANDOR_CHROMIUM": "/nowhere"}) is None
    assert find_chromium({"PATH": "/nowhere"}) is None


INNER = """
import os
import psycopg

def test_inner():
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        connection.execute("select 1")
    with open(os.environ["TOLD"], "w") as told:
        print(os.getpid(), os.environ["CANDOR_STATE_DIR"], file=told, flush=True)
    assert os.environ["WISH"] != "fail"
    if os.environ["WISH"] == "hang":
        import time
        time.sleep(600)
"""


@pytest.fixture
def command(tmp_path):
    """Return a function that starts the command on one test that does what is wished."""
    inner = tmp_path / "test_inner.py"
    inner.write_text(INNER)
    told = tmp_path / "told"
    pytest_options = [
        "-n0",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        "-c",
        os.devnull,
    ]

    def start(wish):
        environ = {
            name: value for name, value in os.environ.items() if not name.startswith(("CANDOR_", "PYTEST_"))
        }
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "PLATFORM_DATABASE_URL", "REDIS_URL"):
            environ.pop(name, None)
        environ |= {"WISH": wish, "TOLD": str(told), "CANDOR_VENV": sys.prefix}
        return subprocess.Popen(
            [sys.executable, "manage.py", "test", *pytest_options, str(inner)],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    start.told = told
    return start


def test_the_exit_code_is_pytest_s_and_nothing_is_left(command):
    process = command("fail")
    _, said = process.communicate(timeout=180)
    assert process.returncode == 1, said
    assert "PostgreSQL" in said
    _, state = command.told.read_text().split()
    assert not Path(state).parent.exists()


def test_killed_it_leaves_nothing_either(command):
    process = command("hang")
    until = time.monotonic() + 180
    while (
        not (command.told.exists() and command.told.read_text().endswith("\n")) and time.monotonic() < until
    ):
        time.sleep(0.05)
    inner, state = command.told.read_text().split()
    assert alive(int(inner))
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    while (alive(int(inner)) or Path(state).parent.exists()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not alive(int(inner))
    assert not Path(state).parent.exists()
