"""Which server programs are run, as whom, where their data goes, and the secrets they keep."""

import json
import os

import pytest

from config.servers import ServerError
from config.servers.binaries import find_postgres, major_version
from config.servers.launcher import keep_secrets
from config.servers.postgres import locales, written_by
from config.servers.reach import data_folder, server_user

EMPTY = {"PATH": os.environ["PATH"]}


def test_data_of_a_version_that_is_not_here_is_not_touched(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(ServerError, match=r"written by PostgreSQL 9, .*--reset"):
        find_postgres(EMPTY, major=written_by(tmp_path))


def test_a_kind_that_is_unknown_is_refused():
    with pytest.raises(ServerError, match="CANDOR_POSTGRES is 'docker'"):
        find_postgres({"CANDOR_POSTGRES": "docker"})


def test_a_program_that_does_not_run_here_is_passed_over(tmp_path):
    broken = tmp_path / "postgres"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    assert major_version(broken) == 0


def test_the_order_is_by_code_point_with_all_letters_where_that_can_be_had():
    assert next(locales(17))[1] == "builtin"
    assert list(locales(15))[-1] == list(locales(17))[-1] == ["--locale", "C"]


def test_secrets_are_made_once_and_completed(tmp_path):
    path = tmp_path / "secrets.json"
    first = keep_secrets(path)
    assert keep_secrets(path) == first
    path.write_text(json.dumps({"owner": "kept"}))
    again = keep_secrets(path)
    assert again["owner"] == "kept"
    assert again["redis"] != first["redis"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands PostgreSQL to somebody else")
def test_data_goes_where_the_server_user_can_reach_it(tmp_path):
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    user = server_user()
    outside = data_folder(closed / "trial" / "postgres", user)
    assert not outside.is_relative_to(closed)
    assert user.can_enter(outside)
    assert data_folder(closed / "trial" / "postgres", user) == outside
    assert closed.stat().st_mode & 0o777 == 0o700
    outside.rmdir()
