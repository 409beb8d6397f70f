"""Keep one Python environment for a checkout: made when missing, updated when the requirements changed.

The stamp inside it names the requirement files it satisfies, by hash. It is removed before anything is changed and written
last, so an environment whose making was killed half-way has none and is made afresh.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import venv
from pathlib import Path

STAMP = "candor.json"
PROFILES = {"runtime": ("runtime.txt",), "test": ("runtime.txt", "test.txt")}


class Environment:
    """One virtual environment folder and what its stamp says."""

    def __init__(self, folder: Path, requirements: Path) -> None:
        self.folder = folder
        self.requirements = requirements

    @property
    def python(self) -> Path:
        """The interpreter inside the environment."""
        return self.folder / "bin" / "python"

    @property
    def lock(self) -> Path:
        """The file that one maker at a time holds; beside the folder, because making clears the folder."""
        return self.folder.with_name(self.folder.name + ".lock")

    def stamp(self) -> dict[str, str] | None:
        """Return what the environment satisfies, or None when it is not one of ours or was not finished."""
        try:
            found = json.loads((self.folder / STAMP).read_text())
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def satisfies(self, profile: str) -> bool:
        """Tell whether the packages of the profile are all there, in today's versions."""
        stamp = self.stamp()
        return stamp is not None and self.works() and stamp.get(profile) == wanted(self.requirements, profile)

    def works(self) -> bool:
        """Tell whether the interpreter is still there; a system upgrade can take it away."""
        return os.access(self.python, os.X_OK)

    def foreign(self) -> bool:
        """Tell whether somebody else made this environment; it is added to, never cleared."""
        return (
            (self.folder / "pyvenv.cfg").exists()
            and not (self.folder / STAMP).exists()
            and not self.begun.exists()
        )

    @property
    def begun(self) -> Path:
        """The mark that one of our own makings started here."""
        return self.folder / (STAMP + ".begun")

    def active(self) -> bool:
        """Tell whether this very process runs inside the environment."""
        return Path(sys.prefix).resolve() == self.folder.resolve()

    def prepare(self) -> None:
        """Leave an environment without a stamp, ready to be filled; clear it unless its last making was finished."""
        if self.works() and (self.stamp() is not None or self.foreign()):
            self.begun.touch()
            (self.folder / STAMP).unlink(missing_ok=True)
            return
        venv.EnvBuilder(with_pip=False, clear=True, symlinks=True).create(self.folder)
        self.begun.touch()

    def finish(self, profile: str) -> None:
        """Write the stamp: everything up to and including the profile is installed."""
        found = {name: wanted(self.requirements, name) for name in PROFILES if name in {"runtime", profile}}
        partial = self.folder / (STAMP + ".partial")
        partial.write_text(json.dumps(found))
        partial.replace(self.folder / STAMP)
        self.begun.unlink(missing_ok=True)


def wanted(requirements: Path, profile: str) -> str:
    """Hash the requirement files that the profile is installed from."""
    digest = hashlib.sha256()
    for name in PROFILES[profile]:
        digest.update((requirements / name).read_bytes())
    return digest.hexdigest()
