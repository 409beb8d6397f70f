"""The trial's folder, steps and words; the whole of it runs in tests/config/test_trial_run.py."""

import json
import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from config.celery import app as portal
from config.servers import ServerError
from config.servers.ports import LOOPBACK
from config.trial import steps
from config.trial.beat import lean_app
from config.trial.command import answer_for_the_running_one, choose_port, main, parse, summary
from config.trial.company import own_maps, refuse_two_companies, without_sample
from config.trial.external import refuse_filled_database
from config.trial.folder import TrialFolder, fingerprint
from config.trial.programs import QUEUES
from config.trial.runner import Runner, StepError
from config.trial.screen import Screen
from config.trial.steps import Step, take_steps


@pytest.fixture
def folder(tmp_path):
    return TrialFolder(tmp_path / ".trial")


@pytest.fixture
def runner(tmp_path, folder):
    environ = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": os.environ["PATH"]}
    with Runner(tmp_path, folder.logs / "steps.log", environ, Screen()) as started:
        yield started


def test_one_trial_holds_a_folder_at_a_time(folder):
    other = TrialFolder(folder.path)
    assert folder.hold()
    assert not other.hold()


def test_the_second_is_told_where_the_first_is(folder, capsys):
    folder.announce("http://localhost:8000", {})
    assert answer_for_the_running_one(folder, parse([]), Screen()) == 1
    assert "already runs in this folder at http://localhost:8000" in capsys.readouterr().out


def test_days_move_the_clock_of_the_running_one(folder, capsys):
    folder.announce("http://localhost:8000", {})
    assert answer_for_the_running_one(folder, parse(["--days", "3"]), Screen()) == 0
    assert answer_for_the_running_one(folder, parse(["--days", "7"]), Screen()) == 0
    assert "10 days ahead" in capsys.readouterr().out
    assert (folder.state / "clock").read_text() == str(10 * 86_400)


def test_a_running_one_is_not_reset(folder, capsys):
    assert answer_for_the_running_one(folder, parse(["--reset", "--days", "3"]), Screen()) == 1
    assert "is still starting" in capsys.readouterr().out
    assert not (folder.state / "clock").exists()


@pytest.mark.parametrize(
    "arguments", [["--days", "0"], ["--days", "-1"], ["--port", "0"], ["--port", "x"], ["now"]]
)
def test_what_cannot_be_meant_is_refused(arguments, capsys):
    with pytest.raises(SystemExit):
        parse(arguments)
    assert "error" in capsys.readouterr().err


def test_a_port_in_use_is_passed_over_unless_it_was_asked_for():
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        assert choose_port(None, port) != port
        with pytest.raises(ServerError, match=f"Port {port} is in use"):
            choose_port(port, None)


def test_resetting_keeps_nothing_but_the_lock(folder):
    assert folder.hold()
    (folder.state / "private").mkdir()
    folder.remember(port=8123)
    folder.empty()
    assert [entry.name for entry in folder.path.iterdir()] == ["lock"]
    assert not TrialFolder(folder.path).hold()


@pytest.fixture
def step(tmp_path):
    """Return a function that makes a step of some code."""

    def make(title, code, *depends_on, tell=False):
        (tmp_path / f"step_{title.lower()}.py").write_text(code)
        return Step(title, ("-m", f"step_{title.lower()}"), depends_on, tell)

    return make


def test_steps_are_taken_once_and_again_when_a_file_has_changed(tmp_path, folder, runner, step, monkeypatch):
    count = "import sys; open({!r}, 'a').write('.')"
    counts = [tmp_path / name for name in ("one", "two", "three")]
    (tmp_path / "input").write_text("a")
    monkeypatch.setattr(
        steps,
        "STEPS",
        (
            step("One", count.format(str(counts[0]))),
            step("Two", count.format(str(counts[1])) + "; print('told')", "input", tell=True),
            step("Three", count.format(str(counts[2]))),
        ),
    )
    assert take_steps(runner, folder) == ["told"]
    assert take_steps(runner, folder) == ["told"]
    assert [path.read_text() for path in counts] == [".", ".", "."]
    (tmp_path / "input").write_text("b")
    assert take_steps(runner, folder) == ["told"]
    assert [path.read_text() for path in counts] == [".", "..", ".."]


def test_a_step_that_failed_is_taken_again_and_says_why(tmp_path, folder, runner, step, monkeypatch):
    code = f"import pathlib, sys; sys.exit(0 if pathlib.Path({str(tmp_path / 'mended')!r}).exists() else 'no room left')"
    monkeypatch.setattr(steps, "STEPS", (step("Only", code),))
    for _ in range(2):
        with pytest.raises(StepError, match="no room left"):
            take_steps(runner, folder)
    (tmp_path / "mended").touch()
    assert take_steps(runner, folder) == []


def test_every_step_names_files_that_exist():
    root = Path(__file__).parents[2]
    for each in steps.STEPS:
        assert not each.depends_on or any(any(root.glob(pattern)) for pattern in each.depends_on), each.title


def test_a_fingerprint_knows_names_and_contents(tmp_path):
    (tmp_path / "a").write_text("1")
    first = fingerprint(tmp_path, ["*"])
    (tmp_path / "a").rename(tmp_path / "b")
    second = fingerprint(tmp_path, ["*"])
    (tmp_path / "b").write_text("2")
    assert len({first, second, fingerprint(tmp_path, ["*"])}) == 3


def test_a_fresh_database_forgets_the_steps_and_not_the_port(folder):
    folder.remember(port=8001, Tables={"inputs": "x"})
    folder.forget_steps()
    assert folder.preferred_port() == 8001
    assert folder.remembered("Tables") is None


def test_a_database_that_somebody_uses_is_refused(folder, db, settings):
    with pytest.raises(ServerError, match="tables that this trial did not make"):
        refuse_filled_database(
            {"DATABASE_URL": used_database(os.environ["DATABASE_OWNER_URL"], settings)}, folder
        )
    refuse_filled_database({}, folder)


def used_database(address, settings):
    return address.rpartition("/")[0] + "/" + settings.DATABASES["default"]["NAME"]


def test_what_is_announced_is_for_the_user_alone(folder):
    folder.announce("http://localhost:8000", {"CANDOR_KEY": "secret"})
    assert (folder.path / "running.json").stat().st_mode & 0o077 == 0
    assert json.loads((folder.path / "running.json").read_text())["variables"]


def test_running_a_command_needs_a_running_trial(tmp_path, capsys):
    assert main(str(tmp_path), ["--run", "check"]) == 1
    assert "No trial runs in this folder" in capsys.readouterr().out


def test_the_summary_says_where_everything_is(folder):
    text = summary("http://localhost:8000", ["reader@example.org"], folder, 12.3)
    for part in (
        "http://localhost:8000/",
        "/trial/mailbox",
        "reader@example.org",
        "12 s",
        "Ctrl-C",
        "--days",
    ):
        assert part in text


def test_the_worker_takes_from_every_queue_that_tasks_go_to():
    routes = {route["queue"] for route in portal.conf.task_routes.values()}
    assert {*routes, portal.conf.task_default_queue} == set(QUEUES)


def test_beat_sends_the_portal_s_schedule_to_the_portal_s_queues():
    app = lean_app()
    assert app.conf.beat_schedule == portal.conf.beat_schedule != {}
    assert app.conf.task_routes == portal.conf.task_routes
    assert app.conf.broker_url == portal.conf.broker_url
    name = next(iter(portal.conf.beat_schedule.values()))["task"]
    assert app.amqp.router.route({}, name)["queue"].name == portal.amqp.router.route({}, name)["queue"].name


def test_maps_of_ones_own_take_the_place_of_the_sample_company(tmp_path, monkeypatch):
    """Named relative to where the command was given; the sample's own map among them is the sample company."""
    root = Path(__file__).parents[2]
    (tmp_path / "shop.yaml").touch()
    monkeypatch.chdir(tmp_path)
    assert own_maps(root, {}) == ()
    assert own_maps(root, {"CANDOR_DATA_MAPS": " shop.yaml, "}) == (tmp_path / "shop.yaml",)
    assert own_maps(root, {"CANDOR_DATA_MAPS": f"{root}/config/example/organisation.yaml,shop.yaml"}) == ()
    with pytest.raises(ServerError, match=f"CANDOR_DATA_MAPS names {tmp_path}/gone.yaml, which is not there"):
        own_maps(root, {"CANDOR_DATA_MAPS": "gone.yaml"})


def test_the_sample_companys_database_is_not_taken_for_the_operators():
    """What the launcher made under this name is left out; what the operator named under it is kept."""
    made = {"PLATFORM_DATABASE_URL": "postgresql://made/platform", "REDIS_URL": "redis://made"}
    assert without_sample(made, {}) == {"REDIS_URL": "redis://made"}
    own = {"PLATFORM_DATABASE_URL": "mysql://own/shop", "OTHER": "x"}
    assert without_sample(made, own) == {
        "REDIS_URL": "redis://made",
        "PLATFORM_DATABASE_URL": "mysql://own/shop",
    }


def test_two_companies_do_not_meet_in_one_folder(folder, tmp_path):
    own = (tmp_path / "shop.yaml",)
    refuse_two_companies(folder, own)
    refuse_two_companies(folder, own)
    with pytest.raises(
        ServerError,
        match=r"started for yours, and CANDOR_DATA_MAPS now asks for the sample company\. Start over",
    ):
        refuse_two_companies(folder, ())
    folder.forget_steps()
    refuse_two_companies(folder, ())
    with pytest.raises(ServerError, match="started for the sample company"):
        refuse_two_companies(folder, own)


def test_own_maps_are_applied_and_their_people_synced_once_until_a_map_changes(
    tmp_path, folder, runner, step, monkeypatch, capsys
):
    """What is done is said; the second start does nothing, a changed map brings it all back."""
    shop = tmp_path / "elsewhere.yaml"
    shop.write_text("one")
    real = {each.title: each for each in steps.own_steps((shop,))}
    assert list(real) == ["Tables", "Data map", "People", "Sign-ins"]
    assert real["Data map"].command == ("manage.py", "datamap", "apply")
    assert real["People"].command == ("manage.py", "trial_roster")
    code = "open({!r}, 'a').write('.'); print('{} done')"
    count = {title: tmp_path / f"{title}.count" for title in ("Map", "People")}
    monkeypatch.setattr(
        steps,
        "own_steps",
        lambda maps: (
            replace(step("Map", code.format(str(count["Map"]), "map")), files=maps, aloud=True),
            replace(step("People", code.format(str(count["People"]), "people")), aloud=True),
        ),
    )
    for _ in range(2):
        assert take_steps(runner, folder, (shop,)) == []
    said = capsys.readouterr().out
    assert said.count("    map done\n") == said.count("    people done\n") == 1
    assert "Nothing to prepare: tables, data map and people are as they were" in said
    shop.write_text("two")
    take_steps(runner, folder, (shop,))
    assert {path.read_text() for path in count.values()} == {".."}


def test_a_wrong_setting_is_one_line_among_the_last_words(runner):
    """And no way through the code, which would push it out of them."""
    runner.environ = {**runner.environ, "DJANGO_SETTINGS_MODULE": "config.settings.trial"}
    with pytest.raises(StepError, match=r"\nSettings: [A-Z_]+ is not set\. It is needed: ") as refused:
        runner.run("Tables", ("manage.py", "migrate"))
    assert "Traceback" not in str(refused.value)
