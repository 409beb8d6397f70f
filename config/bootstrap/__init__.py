"""Put the process inside the right Python environment before anything else is imported.

Standard library only. `trial` and `test` get an environment of their own, made from the hashed requirements; any other
command runs where Django is already importable, so that an image or a server set up by hand is left as it is.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from pathlib import Path

from config.bootstrap.environment import Environment
from config.bootstrap.installers import InstallError, install
from config.bootstrap.places import NoPlaceError, locked, place
from config.bootstrap.platforms import Machine, UnsupportedError, left_out, refuse_unsupported, without

ENTERED = "CANDOR_ENTERED"


def enter(root: str, argv: list[str]) -> None:
    """Return inside the environment the command needs, making it and starting over in it where necessary.

    Exits with a sentence that says what to do when that cannot be had.
    """
    command = argv[1] if len(argv) > 1 else ""
    entered = os.environ.pop(ENTERED, "")
    try:
        python = find(Path(root), command)
    except (UnsupportedError, NoPlaceError, InstallError, OSError) as refusal:
        sys.exit(f"candor: {refusal}")
    except KeyboardInterrupt:
        sys.exit(130)
    if python is None:
        return
    if entered == str(python):
        sys.exit(
            f"candor: {python} does not start inside its own environment; remove that folder and try again."
        )
    os.environ[ENTERED] = str(python)
    sys.stdout.flush()
    os.execv(python, [str(python), *argv])  # noqa: S606 - the same command goes on, in another interpreter.


def find(root: Path, command: str) -> Path | None:
    """Return the interpreter to go on with, or None when this one is right."""
    named = os.environ.get("CANDOR_VENV", "")
    if named:
        return trusted(Path(named))
    ours = command in {"trial", "test"}
    if not ours and importlib.util.find_spec("django"):
        return None
    refuse_unsupported(Machine.here())
    profile = "test" if command == "test" else "runtime"
    environment = Environment(root / ".venv", root / "requirements")
    if not environment.satisfies(profile):
        environment = Environment(place(root, ".venv"), root / "requirements")
    changed = not environment.satisfies(profile) and make(environment, profile)
    if environment.active() and not changed:
        return None
    return environment.python


def trusted(folder: Path) -> Path | None:
    """Return the interpreter of the environment named in CANDOR_VENV, taken as it is."""
    python = folder / "bin" / "python"
    if Path(sys.prefix).resolve() == folder.resolve():
        return None
    if not os.access(python, os.X_OK):
        raise NoPlaceError(
            f"CANDOR_VENV names {folder}, where there is no bin/python; correct it or unset it."
        )
    return python


def make(environment: Environment, profile: str) -> bool:
    """Make or update the environment under its lock; return whether anything had to be done."""

    def waiting() -> None:
        say("Another run is making the Python environment; waiting for it.")

    with locked(environment.lock, waiting=waiting):
        if environment.satisfies(profile):
            return False
        began = time.monotonic()
        verb = "Completing" if environment.stamp() else "Making"
        say(f"{verb} the Python environment in {environment.folder} (the first time takes a minute or less).")
        if environment.active() and not (environment.stamp() or environment.foreign()):
            raise NoPlaceError(
                f"{environment.folder} is incomplete; run this command with the system's python3 to remake it."
            )
        environment.prepare()
        missing = left_out(Machine.here())
        for name, instead in missing.items():
            say(f"{name} has no build for this machine: {instead}.")
        wanted = environment.folder / "requirements.txt"
        text = (environment.requirements / f"{profile}.txt").read_text()
        wanted.write_text(without(text, set(missing)))
        install(environment.python, wanted, environment.requirements / "uv.txt", say=say)
        environment.finish(profile)
        say(f"Done in {time.monotonic() - began:.0f} s.")
        return True


def say(line: str) -> None:
    """Tell the person at the terminal what is going on."""
    print(f"candor: {line}", file=sys.stderr, flush=True)
