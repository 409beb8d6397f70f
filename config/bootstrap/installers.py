"""Install hashed requirements into an environment: with uv where it can be had, else with pip.

uv reads no pip configuration, so the user's index, extra indexes, links, certificates and proxy are handed on to it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from config.bootstrap.places import cache_home, writable

Say = Callable[[str], None]

# What pip calls it, what uv reads it from, and what joins several values.
HANDED_ON = (
    ("index-url", "UV_DEFAULT_INDEX", " "),
    ("extra-index-url", "UV_INDEX", " "),
    ("find-links", "UV_FIND_LINKS", ","),
    ("no-index", "UV_NO_INDEX", " "),
    ("trusted-host", "UV_INSECURE_HOST", " "),
    ("cert", "SSL_CERT_FILE", " "),
    ("client-cert", "SSL_CLIENT_CERT", " "),
    ("proxy", "ALL_PROXY", " "),
    ("timeout", "UV_HTTP_TIMEOUT", " "),
)


class InstallError(Exception):
    """Neither uv nor pip could install the requirements; the message holds what they said."""


def install(python: Path, wanted: Path, uv_requirements: Path, *, say: Say) -> None:
    """Install the requirements file into the environment of `python`.

    Raises InstallError with the last tool's own words.
    """
    environ = quiet_environment(os.environ)
    with tempfile.TemporaryDirectory(prefix="candor-uv-") as tools:
        uv = find_uv(python, Path(tools), uv_requirements, environ)
        if uv:
            command = [
                uv,
                "pip",
                "install",
                "--quiet",
                "--python",
                str(python),
                "--require-hashes",
                "-r",
                str(wanted),
            ]
            done = run(command, uv_environment(pip_configuration(python, environ), environ))
            if done.returncode == 0:
                return
            say(f"uv could not install them ({last_line(done.stderr)}); trying pip, which takes longer.")
    for pip in (*pips_inside(python, environ), [sys.executable, "-m", "pip", "--python", str(python)]):
        done = run([*pip, "install", "--quiet", "--require-hashes", "-r", str(wanted)], environ)
        if done.returncode == 0:
            return
        if works([*pip, "--version"], environ):
            raise InstallError(f"The packages could not be installed:\n{done.stderr.strip()}")
    raise InstallError(
        "There is no pip and no uv. Install one of them (Debian and Ubuntu: apt-get install python3-venv) "
        "and run the same command again."
    )


def find_uv(python: Path, tools: Path, uv_requirements: Path, environ: Mapping[str, str]) -> str | None:
    """Return a uv: the one on PATH, or one that any pip puts into `tools`; None when there is neither."""
    found = shutil.which("uv")
    if found:
        return found
    uv = tools / "bin" / "uv"
    for pip in pips(python, environ):
        run(
            [
                *pip,
                "install",
                "--quiet",
                "--target",
                str(tools),
                "--require-hashes",
                "-r",
                str(uv_requirements),
            ],
            environ,
        )
        if os.access(uv, os.X_OK):
            return str(uv)
    return None


def pips(python: Path, environ: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield the pips there are: of the Python that runs this, then of the environment."""
    ours = [sys.executable, "-m", "pip"]
    if works([*ours, "--version"], environ):
        yield ours
    yield from pips_inside(python, environ)


def pips_inside(python: Path, environ: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield the environment's own pip, making one when Python carries it."""
    inside = [str(python), "-m", "pip"]
    if works([*inside, "--version"], environ) or works(
        [str(python), "-m", "ensurepip", "--default-pip"], environ
    ):
        yield inside


def pip_configuration(python: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Read what pip would use, from its files and from PIP_ variables, by its own option names.

    Without any pip there is nothing to read, and none is made for that alone.
    """
    for program in (sys.executable, str(python)):
        listed = run([program, "-m", "pip", "config", "list"], environ)
        if listed.returncode == 0:
            return parse_configuration(listed.stdout)
    return {}


def parse_configuration(listed: str) -> dict[str, str]:
    """Read the output of `pip config list`; what is set for `install` beats `global`, a PIP_ variable beats both."""
    strength = {"global": 0, "install": 1, ":env:": 2}
    found: dict[str, tuple[int, str]] = {}
    for line in listed.splitlines():
        name, separator, value = line.partition("=")
        section, _, option = name.rpartition(".")
        if separator and section in strength:
            found[option] = max(found.get(option, (-1, "")), (strength[section], value.strip("'\"")))
    return {option: value for option, (_, value) in found.items()}


def uv_environment(configuration: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for uv: the user's own variables, and pip's configuration where they say nothing."""
    handed = dict(environ)
    for option, variable, joint in HANDED_ON:
        # pip writes the lines of a long value as the two characters \n.
        values = configuration.get(option, "").replace("\\n", " ").split()
        if values:
            handed.setdefault(variable, joint.join(values))
    # pip looks at all indexes as equals; the hashes decide what is accepted.
    handed.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return handed


def quiet_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for the tools: no questions, no notices, and no cache where none can be kept."""
    quiet = dict(environ)
    quiet.update(PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_ROOT_USER_ACTION="ignore")
    quiet.update(PYTHONDONTWRITEBYTECODE="1", UV_NO_PROGRESS="1")
    # Habits for installing elsewhere than into the environment at hand.
    quiet.update(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0")
    for name in ("VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "UV_SYSTEM_PYTHON", "UV_TARGET", "UV_PREFIX"):
        quiet.pop(name, None)
    if not cache_is_kept():
        quiet.update(UV_NO_CACHE="1", PIP_NO_CACHE_DIR="1")
    return quiet


def cache_is_kept() -> bool:
    """Tell whether the user's cache folder is there or can be made."""
    cache = cache_home()
    if cache is None:
        return False
    nearest = next(folder for folder in (cache, *cache.parents) if exists(folder))
    return writable(nearest)


def exists(folder: Path) -> bool:
    """Tell whether the folder is there; one that may not be looked into counts as there."""
    try:
        return folder.exists()
    except PermissionError:
        return True


def run(command: list[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a tool to its end, keeping what it says; a tool that is not there counts as failed."""
    try:
        return subprocess.run(
            command, env=environ, text=True, capture_output=True, stdin=subprocess.DEVNULL, check=False
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


def works(command: list[str], environ: Mapping[str, str]) -> bool:
    """Tell whether the tool answers that all is well."""
    return run(command, environ).returncode == 0


def last_line(text: str) -> str:
    """Return the last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
