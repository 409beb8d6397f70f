"""Run PostgreSQL as somebody else when root starts it, in places that this somebody can reach."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.bootstrap.places import refuse_strangers
from config.servers import ServerError
from config.servers.binaries import Postgres


@dataclass(frozen=True)
class ServerUser:
    """The unprivileged user that root hands PostgreSQL to."""

    name: str
    uid: int
    gid: int

    def can_enter(self, path: Path) -> bool:
        """Try, as this user, whether a folder can be entered or a program run; access lists count too."""
        test = subprocess.run(
            ["/bin/sh", "-c", '[ -x "$1" ]', "sh", str(path)],
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=False,
        )
        return test.returncode == 0


def server_user() -> ServerUser | None:
    """Return whom to run PostgreSQL as, or None when that is whoever asks; raise ServerError when root has nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(name, found.pw_uid, found.pw_gid)
    raise ServerError(
        "PostgreSQL refuses to run as root, and this machine has neither a postgres nor a nobody user. "
        "Run the command as an ordinary user, or name a running server in DATABASE_URL."
    )


def data_folder(wanted: Path, user: ServerUser | None) -> Path:
    """Return the folder for a cluster: the wanted one, or one outside when the server user cannot get there."""
    wanted.mkdir(parents=True, exist_ok=True)
    if user is None or user.can_enter(wanted):
        return wanted
    tag = hashlib.sha256(str(wanted.resolve()).encode()).hexdigest()[:12]
    outside = open_folder(user) / tag
    outside.mkdir(exist_ok=True, mode=0o711)
    return outside


def open_folder(user: ServerUser) -> Path:
    """Return our folder under a temporary one: others may pass through it but neither list nor write it."""
    for parent in dict.fromkeys(("/var/tmp", tempfile.gettempdir(), "/tmp")):  # noqa: S108 - ownership is checked below.
        folder = Path(parent) / f"candor-servers-{os.getuid()}"
        try:
            folder.mkdir(exist_ok=True, mode=0o711)
            refuse_strangers(folder)
        except OSError:
            continue
        if user.can_enter(folder):
            return folder
    raise ServerError(
        f"As root, PostgreSQL runs as {user.name}, who can reach neither this folder nor /var/tmp. "
        "Run the command as an ordinary user, or name a running server in DATABASE_URL."
    )


def temporary_folder(user: ServerUser | None) -> Path:
    """Make a fresh folder for throwaway servers, which the server user may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="candor-test-"))
    if user is None:
        return folder
    folder.chmod(0o711)
    if user.can_enter(folder):
        return folder
    folder.rmdir()
    folder = Path(tempfile.mkdtemp(prefix="test-", dir=open_folder(user)))
    folder.chmod(0o711)
    return folder


def runnable_by(postgres: Postgres, user: ServerUser | None) -> Postgres:
    """Return the programs where the server user can run them, copied when they lie in a private home.

    Raises ServerError when the copy cannot be run either, as on a mount without execution.
    """
    if user is None or user.can_enter(postgres.folder / "postgres"):
        return postgres
    whole = postgres.folder.parent
    tag = hashlib.sha256(f"{whole}{(postgres.folder / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[
        :12
    ]
    copy = open_folder(user) / f"postgresql-{postgres.major}-{tag}"
    if not copy.is_dir():
        partial = Path(tempfile.mkdtemp(prefix="copying-", dir=copy.parent))
        shutil.copytree(whole, partial / "all", symlinks=True)
        (partial / "all").chmod(0o755)
        try:
            (partial / "all").rename(copy)
        except OSError:
            if not copy.is_dir():
                raise
        shutil.rmtree(partial)
    moved = Postgres(copy / postgres.folder.name, postgres.major, postgres.kind)
    if not user.can_enter(moved.folder / "postgres"):
        raise ServerError(
            f"{user.name} cannot run programs from {copy}; install PostgreSQL on the machine instead."
        )
    return moved
