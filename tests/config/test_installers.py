"""Installing: uv with pip's configuration, pip where uv fails, a sentence where neither is there."""

import subprocess
from pathlib import Path

import pytest

from config.bootstrap import installers
from config.bootstrap.installers import (
    InstallError,
    install,
    parse_configuration,
    quiet_environment,
    uv_environment,
)

PYTHON = Path("/env/bin/python")


class Tools:
    """Stand in for the programs: those named answer 0, others 1."""

    def __init__(self, monkeypatch, *working):
        self.commands = []
        self.working = working
        monkeypatch.setattr(installers, "run", self)
        monkeypatch.setattr(
            installers.shutil, "which", lambda name: f"/bin/{name}" if name in working else None
        )

    def __call__(self, command, environ):
        line = " ".join(command)
        self.commands.append(line)
        works = any(word in line for word in self.working)
        return subprocess.CompletedProcess(
            command, 0 if works else 1, "", "" if works else "refused: no reason"
        )


@pytest.fixture
def said():
    return []


def test_uv_on_the_path_is_used(monkeypatch, said):
    tools = Tools(monkeypatch, "uv")
    install(PYTHON, Path("wanted.txt"), Path("uv.txt"), say=said.append)
    assert tools.commands[-1] == (
        "/bin/uv pip install --quiet --python /env/bin/python --require-hashes -r wanted.txt"
    )
    assert said == []


def test_when_uv_fails_pip_does_it_and_says_why(monkeypatch, said):
    tools = Tools(monkeypatch, "python -m pip")
    monkeypatch.setattr(installers.shutil, "which", lambda name: f"/bin/{name}")
    install(PYTHON, Path("wanted.txt"), Path("uv.txt"), say=said.append)
    assert "refused: no reason" in said[0]
    assert tools.commands[-1] == "/env/bin/python -m pip install --quiet --require-hashes -r wanted.txt"


def test_pip_of_another_python_serves_where_the_environment_cannot_have_one(monkeypatch, said):
    tools = Tools(monkeypatch, "--python /env/bin/python")
    install(PYTHON, Path("wanted.txt"), Path("uv.txt"), say=said.append)
    assert "-m pip --python /env/bin/python install" in tools.commands[-1]


def test_without_any_of_them_it_says_what_to_install(monkeypatch, said):
    Tools(monkeypatch)
    with pytest.raises(InstallError, match="apt-get install python3-venv"):
        install(PYTHON, Path("wanted.txt"), Path("uv.txt"), say=said.append)


def test_what_pip_says_is_passed_on(monkeypatch, said):
    Tools(monkeypatch, "--version")
    with pytest.raises(InstallError, match="refused: no reason"):
        install(PYTHON, Path("wanted.txt"), Path("uv.txt"), say=said.append)


LISTED = """:env:.cert='/etc/ca.pem'
global.cert='/etc/other.pem'
global.index-url='https://user:secret@packages.example/simple'
global.extra-index-url='https://one.example/simple\\nhttps://two.example/simple'
install.find-links='/a /b'
freeze.all='true'
nonsense
"""


def test_pip_s_configuration_is_read_the_stronger_first():
    found = parse_configuration(LISTED)
    assert found["cert"] == "/etc/ca.pem"
    assert found["index-url"] == "https://user:secret@packages.example/simple"
    assert "all" not in found


def test_it_is_handed_on_to_uv_unless_the_user_told_uv_otherwise():
    handed = uv_environment(parse_configuration(LISTED), {"UV_FIND_LINKS": "/mine"})
    assert handed["UV_DEFAULT_INDEX"] == "https://user:secret@packages.example/simple"
    assert handed["UV_INDEX"] == "https://one.example/simple https://two.example/simple"
    assert handed["UV_FIND_LINKS"] == "/mine"
    assert handed["SSL_CERT_FILE"] == "/etc/ca.pem"
    assert "UV_INDEX_STRATEGY" in handed


def test_no_cache_is_wanted_where_none_can_be_kept(monkeypatch):
    monkeypatch.setattr(installers, "cache_is_kept", lambda: False)
    quiet = quiet_environment({"PIP_TARGET": "/elsewhere", "PATH": "/bin"})
    assert quiet["UV_NO_CACHE"] == quiet["PIP_NO_CACHE_DIR"] == "1"
    assert "PIP_TARGET" not in quiet
    assert quiet["PATH"] == "/bin"
