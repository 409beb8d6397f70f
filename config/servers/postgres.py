"""Make a PostgreSQL cluster in a folder and run it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.servers import ServerError, keeper
from config.servers.binaries import Postgres
from config.servers.ports import LOOPBACK, free_port
from config.servers.processes import Child, Family, bare_environment, command_line
from config.servers.reach import ServerUser

SUPERUSER = "postgres"
START_SECONDS = 60
# Nothing is ever torn, but the last half second before a power cut may be lost: right for a trial on a slow disk.
DURABLE = {"shared_buffers": "48MB", "max_connections": "60", "synchronous_commit": "off"}
THROWAWAY = {
    "shared_buffers": "128MB",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
ALWAYS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "jit": "off",
    "logging_collector": "off",
    "max_worker_processes": "4",
}


@dataclass(frozen=True)
class Cluster:
    """One data folder, the programs that serve it, who runs them and the superuser's password."""

    folder: Path
    programs: Postgres
    user: ServerUser | None
    password: str

    @property
    def data(self) -> Path:
        """Where PostgreSQL writes."""
        return self.folder / "data"

    def initialise(self) -> None:
        """Make the data folder unless it is there; an attempt that was killed half-way leaves nothing in its place."""
        if self.data.exists():
            return
        making = self.folder / "data.making"
        remove(making)
        making.mkdir(mode=0o700)
        secret = self.folder / "data.password"
        secret.unlink(missing_ok=True)
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        if self.user:
            os.chown(making, self.user.uid, self.user.gid)
            os.chown(secret, self.user.uid, self.user.gid)
        try:
            self._initdb(making, secret)
        finally:
            secret.unlink()
        making.rename(self.data)

    def _initdb(self, making: Path, secret: Path) -> None:
        """Try the locales that sort by code point and know all letters, then the one that every machine has."""
        for locale in locales(self.programs.major):
            done = subprocess.run(
                [
                    self.programs.tool("initdb"),
                    *("--pgdata", str(making), "--no-sync", "--encoding", "UTF8", "--lc-messages", "C"),
                    *("--username", SUPERUSER, "--pwfile", str(secret), "--auth", "scram-sha-256"),
                    *locale,
                ],
                env=bare_environment(),
                cwd=self.folder,
                text=True,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                check=False,
                user=self.user.uid if self.user else None,
                group=self.user.gid if self.user else None,
                extra_groups=[] if self.user else None,
            )
            if done.returncode == 0:
                return
        raise ServerError(
            f"PostgreSQL could not make its data folder in {self.folder}:\n{done.stderr.strip()}"
        )

    def start(self, family: Family, log: Path, *, throwaway: bool) -> int:
        """Start the server as a child of the family and return its port; raise ServerError with its own words."""
        self.clear_stale_pid()
        options = {**ALWAYS, **(THROWAWAY if throwaway else DURABLE)}
        # Somebody may take the port between the asking and the starting: then ask again.
        for _ in range(3):
            port = free_port()
            settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
            said_before = log.stat().st_size if log.exists() else 0
            child = family.start(
                "PostgreSQL",
                [self.programs.tool("postgres"), "-D", str(self.data), "-p", str(port), *settings],
                environ=bare_environment(),
                log=log,
                stop=signal.SIGQUIT if throwaway else signal.SIGINT,
                user=self.user,
                cwd=self.folder,
            )
            if self._answers(child, port):
                return port
            family.stop(child)
            said = log.read_text(errors="replace")[said_before:]
            if "Address already in use" not in said:
                break
        raise ServerError(f"PostgreSQL does not start. Its log, {log}, ends with:\n{said.strip()[-2000:]}")

    def _answers(self, child: Child, port: int) -> bool:
        until = time.monotonic() + START_SECONDS
        while child.process.poll() is None and time.monotonic() < until:
            try:
                self.connect(port).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return True
        return False

    def connect(self, port: int, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """Connect as the superuser, each statement for itself."""
        return psycopg.connect(
            host=LOOPBACK, port=port, user=SUPERUSER, password=self.password, dbname=database, autocommit=True
        )

    def clear_stale_pid(self) -> None:
        """Stop a server that still has this data folder, and drop a pid file whose number is somebody else's now."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        if str(self.data) in command_line(pid):
            keeper.end(pid, signal.SIGINT)
        pid_file.unlink(missing_ok=True)


def locales(major: int) -> Iterator[list[str]]:
    """Yield the ways to ask `initdb` for code-point order with the letters of all languages, best first."""
    if major >= 17:
        yield ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
    yield ["--locale", "C.UTF-8"]
    yield ["--locale", "C", "--lc-ctype", "en_US.UTF-8"]
    yield ["--locale", "C"]


def written_by(folder: Path) -> int | None:
    """Return the major version that wrote the cluster in this folder, None when there is none yet."""
    try:
        return int((folder / "data" / "PG_VERSION").read_text())
    except (OSError, ValueError):
        return None


def remove(folder: Path) -> None:
    """Remove a folder if it is there; what cannot be removed is reported by whoever needs its place."""
    shutil.rmtree(folder, ignore_errors=True)
