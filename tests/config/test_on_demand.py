"""MariaDB for the tests that ask: found or named as missing, closed to everybody else, started once, gone with the run."""

import os
import stat
from pathlib import Path

import pymysql
import pytest

from config.servers import ServerError
from config.servers.keeper import alive
from config.servers.mariadb import MariaDB, find_mariadb, start_mariadb
from config.servers.processes import Family
from config.servers.reach import server_user, temporary_folder
from config.testing import on_demand


@pytest.fixture
def folder():
    made = temporary_folder(server_user())
    (made / "logs").mkdir()
    (made / "state").mkdir(mode=0o700)
    return made


def test_where_none_is_installed_one_line_says_so(monkeypatch, folder):
    monkeypatch.setenv("PATH", str(folder))
    assert find_mariadb([str(folder)]) is None
    monkeypatch.setattr(on_demand, "find_mariadb", lambda: find_mariadb([str(folder)]))
    with Family() as family:
        family.remove_at_end(folder)
        place = on_demand.offer(folder / "state", family)
        said = on_demand.ask({on_demand.VARIABLE: str(place)}, "mariadb")["missing"]
        assert family.children == []
    assert said.startswith("No MariaDB found")
    assert "\n" not in said
    assert "manage.py test" in on_demand.ask({}, "s3")["missing"]


def test_it_is_started_by_the_first_who_asks_and_lets_in_nobody_else(folder):
    if find_mariadb() is None:
        pytest.skip(on_demand.NONE_FOUND)
    with Family() as family:
        family.remove_at_end(folder)
        environ = {on_demand.VARIABLE: str(on_demand.offer(folder / "state", family))}
        assert family.children == []
        first, second = on_demand.ask(environ, "mariadb"), on_demand.ask(environ, "mariadb")
        assert first == second
        (child,) = family.children
        with pymysql.connect(**first) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT user FROM mysql.global_priv ORDER BY user")
            assert cursor.fetchall() == (("candor",), ("mariadb.sys",))
        for stranger in (
            {"password": "guess"},
            {"user": "root", "password": ""},
            {"user": "", "password": ""},
        ):
            with pytest.raises(pymysql.OperationalError, match="Access denied"):
                pymysql.connect(**{**first, **stranger})
        owner = server_user().uid if server_user() else os.getuid()
        assert Path(f"/proc/{child.process.pid}").stat().st_uid == owner
        assert "oracle" in on_demand.ask(environ, "oracle")["failed"]
        for file in (folder / "mariadb", folder / "mariadb" / "account.sql"):
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0
    assert not alive(child.process.pid)
    assert not folder.exists()


@pytest.mark.parametrize("installer", ["/bin/true", None])
def test_what_does_not_start_is_said_in_its_own_words(folder, installer):
    broken = folder / "mariadbd"
    broken.write_text("#!/bin/sh\necho 'no such engine' >&2\nexit 1\n")
    broken.chmod(0o755)
    programs = MariaDB(str(broken), installer or str(broken))
    with Family() as family:
        family.remove_at_end(folder)
        with pytest.raises(ServerError, match="no such engine"):
            start_mariadb(programs, folder / "m", folder / "log", family, user=server_user(), password="x")
