"""The launcher with real servers: both kinds, kept data, leftovers, and a parent that is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from config.servers import ServerError
from config.servers.binaries import find_postgres, find_redis
from config.servers.keeper import alive
from config.servers.launcher import launch
from config.servers.named import beside, ensure_application_role, ensure_database
from config.servers.processes import Family, birth
from config.servers.reach import data_folder, server_user, temporary_folder
from config.servers.redis import start_redis

ROOT = Path(__file__).parents[2]
EMPTY = {"PATH": os.environ["PATH"]}
HOLDER = """
import os, sys, time
from pathlib import Path
from config.servers.launcher import launch
from config.servers.processes import Family
folder = Path(sys.argv[1])
with Family(folder / "processes.json") as family:
    family.remove_at_end(folder / "going")
    launch(folder, family, throwaway=True, environ={"PATH": os.environ["PATH"]}, say=lambda line: None)
    print(*(child.process.pid for child in family.children), flush=True)
    time.sleep(600)
"""


def silent(line):
    """Say nothing."""


def ask(address, question):
    with psycopg.connect(address) as connection:
        return connection.execute(question).fetchone()[0]


def refused(address, statement):
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        psycopg.connect(address, autocommit=True) as connection,
    ):
        connection.execute(statement)
    return True


def gone(pids, within=40):
    until = time.monotonic() + within
    while any(alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(alive(pid) for pid in pids)


@pytest.fixture
def folder():
    """A folder that the user whom root hands PostgreSQL to can reach, as the trial's and the tests' are."""
    made = temporary_folder(server_user())
    yield made
    subprocess.run(["rm", "-rf", made], check=True)


@pytest.fixture(params=["system", "wheel"])
def kind(request):
    environ = {**EMPTY, "CANDOR_POSTGRES": request.param, "CANDOR_REDIS": request.param}
    for find in (find_postgres, find_redis):
        try:
            find(environ)
        except ServerError:
            environ.pop("CANDOR_POSTGRES" if find is find_postgres else "CANDOR_REDIS")
    if len(environ) == len(EMPTY):
        pytest.skip(f"no {request.param} servers on this machine")
    return environ


def test_both_servers_come_up_with_separate_roles_and_keep_what_they_hold(kind, folder):
    with Family() as family:
        first = launch(folder, family, throwaway=False, environ=kind, say=silent)
        with psycopg.connect(first["DATABASE_OWNER_URL"]) as connection:
            connection.execute("create table kept as select 7 as number")
        assert refused(first["DATABASE_URL"], "create table mine (id int)")
        assert refused(first["DATABASE_URL"], "select * from kept")
        assert refused(first["DATABASE_OWNER_URL"], "create database another")
        assert ask(first["PLATFORM_DATABASE_URL"], "select current_user") == "platform_owner"
        assert ask(first["DATABASE_URL"], "select lower('ÅÉ') || upper('ß')").startswith("åé")
        redis.Redis.from_url(first["REDIS_URL"]).set("kept", "too")
        pids = [child.process.pid for child in family.children]
    assert gone(pids, within=0)
    with Family() as family:
        second = launch(folder, family, throwaway=False, environ=kind, say=silent)
        assert second["cluster"] == first["cluster"]
        assert ask(second["DATABASE_OWNER_URL"], "select number from kept") == 7
        assert redis.Redis.from_url(second["REDIS_URL"]).get("kept") == b"too"


@pytest.fixture(scope="module")
def running():
    """Throwaway servers for the tests that only look: their folder, their family and their addresses."""
    made = temporary_folder(server_user())
    with Family() as family:
        family.remove_at_end(made)
        yield made, family, launch(made, family, throwaway=True, environ=EMPTY, say=silent)


def test_nobody_gets_in_without_the_password(running):
    folder, _, urls = running
    for address in (urls["DATABASE_URL"], urls["PLATFORM_DATABASE_URL"]):
        role, _, password = address.split("//")[1].split("@")[0].partition(":")
        assert ask(address, "select current_user") == role
        with pytest.raises(psycopg.OperationalError, match="password"):
            ask(address.replace(password, "guess"), "select 1")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        ask(urls["DATABASE_URL"].rpartition("/")[0] + "/platform", "select 1")
    assert redis.Redis.from_url(urls["REDIS_URL"]).ping()
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=urlsplit(urls["REDIS_URL"]).port).ping()
    assert (folder / "secrets.json").stat().st_mode & 0o077 == 0


@pytest.fixture
def holder(folder):
    """Another process that has launched servers in the folder, with the numbers of those."""
    (folder / "going").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, folder], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    pids = [int(pid) for pid in process.stdout.readline().split()]
    assert len(pids) == 2
    assert all(alive(pid) for pid in pids)
    yield process, pids
    process.kill()
    process.wait()
    assert gone(pids)


def test_a_killed_parent_leaves_nothing_running_and_the_next_start_works(folder, holder):
    process, pids = holder
    process.kill()
    process.wait()
    assert gone(pids)
    until = time.monotonic() + 5
    while (folder / "going").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not (folder / "going").exists()
    with Family(folder / "processes.json") as family:
        urls = launch(folder, family, throwaway=True, environ=EMPTY, say=silent)
        assert ask(urls["DATABASE_URL"], "select 1") == 1


def test_when_the_keeper_was_killed_too_the_next_start_stops_what_is_left(folder, holder):
    process, pids = holder
    keepers = [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and f" {process.pid} " in parent_of(entry) and "keeper.py" in said_by(entry)
    ]
    if not keepers:
        pytest.skip("no /proc to find the keeper in")
    for pid in [*keepers, process.pid]:
        os.kill(pid, signal.SIGKILL)
    process.wait()
    assert all(alive(pid) for pid in pids)
    with Family(folder / "processes.json") as family:
        assert gone(pids, within=0)
        urls = launch(folder, family, throwaway=True, environ=EMPTY, say=silent)
        assert ask(urls["DATABASE_URL"], "select 1") == 1
        assert redis.Redis.from_url(urls["REDIS_URL"]).ping()


def parent_of(entry):
    try:
        return f" {(entry / 'stat').read_text().rpartition(')')[2].split()[1]} "
    except OSError:
        return ""


def said_by(entry):
    try:
        return (entry / "cmdline").read_text()
    except OSError:
        return ""


def test_a_pid_file_with_somebody_elses_number_is_dropped(folder):
    with Family() as family:
        launch(folder, family, throwaway=False, environ=EMPTY, say=silent)
        data = data_folder(folder / "postgres", server_user()) / "data"
        pid_file = (data / "postmaster.pid").read_text()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (data / "postmaster.pid").write_text(f"{stranger.pid}\n" + pid_file.split("\n", 1)[1])
    with Family() as family:
        urls = launch(folder, family, throwaway=False, environ=EMPTY, say=silent)
        assert ask(urls["DATABASE_URL"], "select 1") == 1
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_record_with_a_number_taken_by_another_process_leaves_that_one_alone(tmp_path):
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    record = tmp_path / "processes.json"
    record.write_text(json.dumps([[stranger.pid, "another birth", 15]]))
    with Family(record):
        assert stranger.poll() is None
    record.write_text(json.dumps([[stranger.pid, birth(stranger.pid), 15]]))
    with Family(record):
        assert stranger.wait(5) == -15


def test_redis_data_that_cannot_be_read_is_put_aside(folder):
    append = folder / "redis" / "appendonlydir"
    append.mkdir(parents=True)
    (append / "appendonly.aof.manifest").write_text("file of a later kind\n")
    with Family() as family:
        log = folder / "redis.log"
        address = start_redis(
            find_redis(EMPTY), folder / "redis", log, family, password="word", throwaway=False
        )
        assert redis.Redis.from_url(address).ping()
    assert (folder / "redis.unreadable" / "appendonlydir").exists()


def test_named_servers_are_used_and_none_is_started(running):
    folder, family, ours = running
    named = {
        **EMPTY,
        "DATABASE_URL": ours["DATABASE_OWNER_URL"],
        "PLATFORM_DATABASE_URL": ours["PLATFORM_DATABASE_URL"],
        "REDIS_URL": ours["REDIS_URL"],
    }
    started = len(family.children)
    said = []
    again = launch(folder, family, throwaway=True, environ=named, say=said.append)
    assert len(family.children) == started
    assert again["DATABASE_URL"] == again["DATABASE_OWNER_URL"] == ours["DATABASE_OWNER_URL"]
    assert again["REDIS_URL"] == ours["REDIS_URL"]
    assert len(said) == 2
    for address in (ours["DATABASE_OWNER_URL"], ours["REDIS_URL"]):
        assert not any(urlsplit(address).password in line for line in said)


def test_the_role_of_the_tests_is_made_where_it_is_missing(running, monkeypatch):
    _, _, urls = running
    monkeypatch.setattr("config.servers.named.APPLICATION", "another_app")
    with pytest.raises(ServerError, match="cannot be made"):
        ensure_application_role(urls["PLATFORM_DATABASE_URL"])


def test_the_sample_company_s_database_is_made_where_it_is_missing(running):
    _, _, urls = running
    address = beside(urls["PLATFORM_DATABASE_URL"], "second")
    ensure_database(address)
    ensure_database(address)
    assert ask(address, "select current_database()") == "platform_second"
    with pytest.raises(ServerError, match="PLATFORM_DATABASE_URL"):
        ensure_database(beside(urls["DATABASE_URL"], "third"))
