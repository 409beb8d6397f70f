"""The folder of one trial: who holds it, what has been done in it, how far its clock is ahead."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from config.servers.reach import data_folder, server_user

SECONDS_A_DAY = 86_400


class TrialFolder:
    """What a trial keeps between its starts; held by one running trial at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Others may pass through, as the user whom root hands PostgreSQL to must, but not look around.
        path.mkdir(parents=True, exist_ok=True, mode=0o711)
        self._lock: IO[str] | None = None

    @property
    def state(self) -> Path:
        """Where the portal keeps what is not in the database."""
        state = self._folder("state")
        # Collected files have their place even when, as here, they are served from where they lie.
        (state / "static").mkdir(exist_ok=True)
        return state

    @property
    def logs(self) -> Path:
        """Where every process writes what it has to say."""
        return self._folder("logs")

    def _folder(self, name: str) -> Path:
        folder = self.path / name
        folder.mkdir(exist_ok=True, mode=0o700)
        return folder

    def hold(self) -> bool:
        """Take the folder for this process until it ends, in whatever way; tell whether nobody else has it."""
        lock = (self.path / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        (self.path / "running.json").unlink(missing_ok=True)
        return True

    def announce(self, address: str, variables: dict[str, str]) -> None:
        """Write down where the running trial is reached, for other commands in the same folder."""
        self._write("running.json", {"address": address, "variables": variables})

    def running(self) -> dict[str, Any]:
        """Return what the running trial announced; empty while it is still starting."""
        return self._read("running.json")

    def withdraw(self) -> None:
        """Take the announcement back."""
        (self.path / "running.json").unlink(missing_ok=True)

    def empty(self) -> None:
        """Remove everything the trial keeps; only the holder may."""
        outside = data_folder(self.path / "postgres", server_user())
        shutil.rmtree(outside, ignore_errors=True)
        for entry in self.path.iterdir():
            if entry.name == "lock":
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def move_clock(self, days: int) -> int:
        """Move the trial's clock forward; return by how many days it is ahead of the machine's in all."""
        return move_clock(self.state / "clock", days)

    def preferred_port(self) -> int | None:
        """Return the port of the last start, so that links from then still work."""
        port = self._read("done.json").get("port")
        return port if isinstance(port, int) else None

    def remember(self, **facts: Any) -> None:
        """Keep facts about what has been done."""
        self._write("done.json", {**self._read("done.json"), **facts})

    def remembered(self, name: str) -> Any:
        """Return such a fact, None when there is none."""
        return self._read("done.json").get(name)

    def forget_steps(self) -> None:
        """Forget everything but the port."""
        self._write("done.json", {"port": self.preferred_port()})

    def _read(self, name: str) -> dict[str, Any]:
        try:
            found = json.loads((self.path / name).read_text())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, name: str, content: dict[str, Any]) -> None:
        partial = self.path / (name + ".partial")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            json.dump(content, handle)
        partial.replace(self.path / name)


def move_clock(clock: Path, days: int) -> int:
    """Move the clock that this file sets ahead; return by how many days it is ahead of the machine's in all."""
    try:
        ahead = int(clock.read_text() or 0)
    except FileNotFoundError:
        ahead = 0
    ahead += days * SECONDS_A_DAY
    # In one step: the portal reads this file while it runs.
    partial = clock.with_suffix(".partial")
    partial.write_text(str(ahead))
    partial.replace(clock)
    return ahead // SECONDS_A_DAY


def fingerprint(root: Path, patterns: Iterable[str], more: Iterable[Path] = ()) -> str:
    """Hash the names and contents of all files that match the patterns, and of more that may be anywhere."""
    digest = hashlib.sha256()
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    for path in sorted(found | set(more)):
        name = path.relative_to(root) if path in found else path
        digest.update(str(name).encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()
