"""The tools that read the code agree with it: ruff, its formatter, mypy."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT


def run(*command: str, at: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=at, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "command", [("ruff", "check"), ("ruff", "format", "--check")], ids=["check", "format"]
)
def test_ruff_agrees(command: tuple[str, ...]) -> None:
    found = run(*command, ".")
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.slow
def test_mypy_agrees() -> None:
    assert importlib.util.find_spec("mypy")
    found = run("mypy")
    assert found.returncode == 0, found.stdout + found.stderr


def test_bad_code_is_found(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def f(a,b):\n    print(a)\n")
    settings = f"--config={ROOT / 'pyproject.toml'}"
    assert "T201" in run("ruff", "check", settings, str(bad)).stdout
    assert run("ruff", "format", "--check", settings, str(bad)).returncode == 1
    typed = tmp_path / "typed.py"
    typed.write_text("def f(a: int) -> str:\n    return a\n")
    assert (
        "Incompatible return" in run("mypy", "--config-file", str(ROOT / "pyproject.toml"), str(typed)).stdout
    )
