"""The Python environment: made once, completed when wanted, made again after an accident."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import bootstrap
from config.bootstrap import environment as environments
from config.bootstrap.environment import Environment
from config.bootstrap.installers import InstallError
from config.bootstrap.places import NoPlaceError, locked, place, refuse_strangers

ROOT = Path(__file__).parents[2]
MAKER = """
import sys
from pathlib import Path
from config import bootstrap
bootstrap.install = lambda *a, **k: print("installed")
bootstrap.find(Path(sys.argv[1]), "trial")
"""


@pytest.fixture
def checkout(tmp_path):
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    for name in ("runtime", "test", "uv"):
        (requirements / f"{name}.txt").write_text(f"{name}==1\n")
    return tmp_path


@pytest.fixture
def installed(monkeypatch):
    """Record what would be installed."""
    calls = []

    def install(python, wanted, uv_requirements, *, say):
        calls.append(wanted.read_text())

    monkeypatch.setattr(bootstrap, "install", install)
    return calls


def bring_up(checkout, command):
    return bootstrap.find(checkout, command)


@pytest.fixture(autouse=True)
def _no_venv_named(monkeypatch):
    monkeypatch.delenv("CANDOR_VENV", raising=False)


def test_it_is_made_when_missing_and_used_when_there(checkout, installed):
    python = bring_up(checkout, "trial")
    assert python == checkout / ".venv" / "bin" / "python"
    assert subprocess.check_output([python, "-c", "print(7)"]) == b"7\n"
    assert bring_up(checkout, "trial") == python
    assert installed == ["runtime==1\n"]


def test_the_test_packages_are_added_to_it(checkout, installed):
    bring_up(checkout, "trial")
    kept = checkout / ".venv" / "kept"
    kept.touch()
    bring_up(checkout, "test")
    assert installed == ["runtime==1\n", "test==1\n"]
    assert kept.exists()
    bring_up(checkout, "trial")
    assert len(installed) == 2


def test_changed_requirements_bring_it_up_to_date(checkout, installed):
    bring_up(checkout, "trial")
    (checkout / "requirements" / "runtime.txt").write_text("runtime==2\n")
    bring_up(checkout, "trial")
    assert installed == ["runtime==1\n", "runtime==2\n"]


def test_killed_half_way_it_is_made_afresh(checkout, installed, monkeypatch):
    def dies(*_, **__):
        (checkout / ".venv" / "half").touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "install", dies)
        with pytest.raises(KeyboardInterrupt):
            bring_up(checkout, "trial")
    assert (checkout / ".venv" / "half").exists()
    bring_up(checkout, "trial")
    assert not (checkout / ".venv" / "half").exists()
    assert installed == ["runtime==1\n"]


def test_killed_while_completing_it_is_made_afresh(checkout, installed, monkeypatch):
    bring_up(checkout, "trial")
    (checkout / ".venv" / "half").touch()
    with monkeypatch.context() as patch:
        patch.setattr(
            bootstrap, "install", lambda *_, **__: (_ for _ in ()).throw(InstallError("no network"))
        )
        with pytest.raises(InstallError):
            bring_up(checkout, "test")
    bring_up(checkout, "test")
    assert not (checkout / ".venv" / "half").exists()


def test_one_whose_python_is_gone_is_made_afresh(checkout, installed):
    python = bring_up(checkout, "trial")
    python.unlink()
    assert bring_up(checkout, "trial") == python
    assert os.access(python, os.X_OK)
    assert len(installed) == 2


def test_somebody_elses_is_added_to_and_never_cleared(checkout, installed):
    environments.venv.EnvBuilder(with_pip=False).create(checkout / ".venv")
    theirs = checkout / ".venv" / "theirs"
    theirs.touch()
    bring_up(checkout, "trial")
    assert theirs.exists()
    assert installed == ["runtime==1\n"]


def test_a_second_maker_waits_and_finds_it_done(checkout, installed, capsys):
    wanted = Environment(checkout / ".venv", checkout / "requirements")

    def waiting():
        raise AssertionError("nobody else holds it")

    with locked(wanted.lock, waiting=waiting):
        other = subprocess.Popen(
            [
                sys.executable,
                "-c",
                MAKER,
                str(checkout),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert "waiting" in other.stderr.readline()
        wanted.prepare()
        wanted.finish("runtime")
    assert other.communicate(timeout=120)[0] == ""
    assert other.returncode == 0


def test_a_named_one_is_taken_as_it_is(checkout, installed, monkeypatch, tmp_path):
    named = tmp_path / "named"
    environments.venv.EnvBuilder(with_pip=False).create(named)
    monkeypatch.setenv("CANDOR_VENV", str(named))
    assert bring_up(checkout, "test") == named / "bin" / "python"
    monkeypatch.setenv("CANDOR_VENV", str(tmp_path / "nothing"))
    with pytest.raises(NoPlaceError, match="CANDOR_VENV"):
        bring_up(checkout, "test")
    assert installed == []


def test_other_commands_run_where_django_already_is(checkout, installed):
    assert bring_up(checkout, "migrate") is None
    assert installed == []


def test_in_a_folder_that_cannot_be_written_it_is_kept_in_the_cache(
    checkout, installed, monkeypatch, tmp_path
):
    cache = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    closed = {checkout, checkout / ".venv"}
    monkeypatch.setattr("config.bootstrap.places.writable", lambda folder: folder not in closed)
    python = bring_up(checkout, "trial")
    assert python.is_relative_to(cache / "candor")
    assert bring_up(checkout, "trial") == python
    assert len(installed) == 1


def test_where_nothing_can_be_written_it_says_what_to_do(checkout, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("config.bootstrap.places.writable", lambda _: False)
    with pytest.raises(NoPlaceError, match="XDG_CACHE_HOME"):
        place(checkout, ".trial")


def test_without_a_home_the_temporary_folder_serves(checkout, monkeypatch, tmp_path):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("config.bootstrap.places.writable", lambda folder: folder != checkout)
    assert place(checkout, ".trial").is_relative_to(tmp_path / f"candor-{os.getuid()}")


def test_a_folder_that_others_can_write_is_not_trusted(tmp_path):
    refuse_strangers(tmp_path)
    tmp_path.chmod(0o777)
    with pytest.raises(PermissionError):
        refuse_strangers(tmp_path)
    link = tmp_path / "link"
    link.symlink_to(ROOT)
    with pytest.raises(PermissionError):
        refuse_strangers(link)


def test_the_bootstrap_stands_on_the_standard_library_alone():
    subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            "import sys; sys.path.insert(0, sys.argv[1]); import config.bootstrap",
            ROOT,
        ],
        check=True,
    )
