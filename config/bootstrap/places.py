"""Choose folders that can be written, and lock them.

The checkout comes first. When it is read-only, a folder of the user's cache; when there is no home either, one under the
system's temporary folder that belongs to this user alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class NoPlaceError(Exception):
    """No folder could be written; the message names those that were tried."""


def writable(folder: Path) -> bool:
    """Try whether a file can be made in the folder; permissions alone do not tell on a read-only mount."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def place(root: Path, name: str) -> Path:
    """Return where `name` (`.venv`, `.trial`) of this checkout lives, its parent made and writable.

    Raises NoPlaceError when nothing can be written anywhere.
    """
    inside = root / name
    # What another user made here, root for example, may be there and still be closed to this one.
    if writable(inside if inside.exists() else root):
        return inside
    outside = private_folder(root)
    return outside / name.lstrip(".")


def private_folder(root: Path) -> Path:
    """Return a folder outside the checkout that is kept for this checkout and this user."""
    tag = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    tried: list[str] = []
    for base in (cache_home(), shared_temporary()):
        if base is None:
            continue
        folder = base / tag
        try:
            base.parent.mkdir(parents=True, exist_ok=True)
            base.mkdir(exist_ok=True, mode=0o700)
            refuse_strangers(base)
            folder.mkdir(exist_ok=True, mode=0o700)
        except OSError:
            tried.append(str(folder))
            continue
        if writable(folder):
            return folder
        tried.append(str(folder))
    raise NoPlaceError(
        f"{root} is read-only and nothing could be written in {' or '.join(tried)}. "
        "Copy the checkout to a folder you can write to, or set XDG_CACHE_HOME to one."
    )


def cache_home() -> Path | None:
    """Return the user's cache folder for Candor, or None when there is no home to put it in."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    if named and Path(named).is_absolute():
        return Path(named) / "candor"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ".cache" / "candor" if home.is_absolute() and home != Path("/") else None


def shared_temporary() -> Path:
    """Return this user's folder under the temporary folder; other people can write beside it."""
    return Path(tempfile.gettempdir()) / f"candor-{os.getuid()}"


def refuse_strangers(folder: Path) -> None:
    """Raise PermissionError unless the folder is real, ours, and closed to writing by others."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise PermissionError(f"{folder} belongs to somebody else")


@contextmanager
def locked(path: Path, *, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file; call `waiting` once when another process has it. The lock dies with its holder."""
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
