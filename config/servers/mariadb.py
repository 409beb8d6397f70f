"""Make a MariaDB in a folder and run it: for tests of a company that has one. Nothing of it outlives the run."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.servers import ServerError
from config.servers.ports import LOOPBACK, free_port
from config.servers.processes import Child, Family, bare_environment
from config.servers.reach import ServerUser

ADMINISTRATOR = "candor"
START_SECONDS = 60
SERVER_NAMES = ("mariadbd",)
INSTALLER_NAMES = ("mariadb-install-db",)
PLACES = (
    "/usr/sbin",
    "/usr/bin",
    "/usr/libexec",
    "/usr/local/sbin",
    "/usr/local/bin",
    "/opt/homebrew/opt/mariadb/bin",
    "/usr/local/opt/mariadb/bin",
)
OPTIONS = (
    f"--bind-address={LOOPBACK}",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--character-set-server=utf8mb4",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-buffer-pool-size=16M",
    "--innodb-log-file-size=8M",
    "--key-buffer-size=1M",
    "--aria-pagecache-buffer-size=4M",
    "--performance-schema=OFF",
    "--max-connections=60",
)


@dataclass(frozen=True)
class MariaDB:
    """The server and the program that makes its data folder."""

    server: str
    installer: str


def find_mariadb(places: Sequence[str] = PLACES) -> MariaDB | None:
    """Return the machine's own programs, or None where MariaDB is not installed."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *places])
    server, installer = _first(SERVER_NAMES, path), _first(INSTALLER_NAMES, path)
    return MariaDB(server, installer) if server and installer else None


def start_mariadb(
    programs: MariaDB, folder: Path, log: Path, family: Family, *, user: ServerUser | None, password: str
) -> int:
    """Make the data folder, start the server as a child of the family and return its port.

    Its one account is ADMINISTRATOR, from loopback and with the password. Raise ServerError with its own words.
    """
    folder.mkdir(mode=0o700, parents=True)
    account = folder / "account.sql"
    account.touch(mode=0o600)
    # Run before the first connection is taken, so that there is no moment without a password.
    account.write_text(
        "DELETE FROM mysql.global_priv WHERE User <> 'mariadb.sys';\n"  # noqa: S608 - nothing here is from outside.
        "FLUSH PRIVILEGES;\n"
        f"CREATE USER '{ADMINISTRATOR}'@'{LOOPBACK}' IDENTIFIED BY '{password}';\n"
        f"GRANT ALL ON *.* TO '{ADMINISTRATOR}'@'{LOOPBACK}' WITH GRANT OPTION;\n"
    )
    if user:
        for path in (folder, account):
            os.chown(path, user.uid, user.gid)
    _install(programs, folder, user)
    for _ in range(3):
        port = free_port()
        said_before = log.stat().st_size if log.exists() else 0
        child = family.start(
            "MariaDB",
            [
                programs.server,
                "--no-defaults",
                *_places(folder),
                f"--port={port}",
                f"--init-file={account}",
                *OPTIONS,
            ],
            environ=bare_environment(),
            log=log,
            # What it holds is thrown away, so it need not tidy up.
            stop=signal.SIGKILL,
            user=user,
            cwd=folder,
        )
        if _greets(child, port):
            return port
        family.stop(child)
        said = log.read_text(errors="replace")[said_before:]
        if "already in use" not in said:
            break
    raise ServerError(f"MariaDB does not start. Its log, {log}, ends with:\n{said.strip()[-2000:]}")


def _install(programs: MariaDB, folder: Path, user: ServerUser | None) -> None:
    done = subprocess.run(
        [
            *(programs.installer, "--no-defaults", f"--datadir={folder / 'data'}", "--skip-test-db"),
            *("--auth-root-authentication-method=normal", "--innodb-log-file-size=8M"),
        ],
        env=bare_environment(),
        cwd=folder,
        text=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
    )
    if done.returncode:
        raise ServerError(f"MariaDB could not make its data folder in {folder}:\n{done.stderr.strip()}")


def _places(folder: Path) -> list[str]:
    return [
        f"--datadir={folder / 'data'}",
        f"--socket={folder / 'socket'}",
        f"--pid-file={folder / 'pid'}",
        f"--tmpdir={folder}",
    ]


def _greets(child: Child, port: int) -> bool:
    """Wait until the server sends the packet with which it greets, which it does only when it is ready."""
    until = time.monotonic() + START_SECONDS
    while child.process.poll() is None and time.monotonic() < until:
        try:
            with socket.create_connection((LOOPBACK, port), timeout=1) as line:
                if b"MariaDB" in line.recv(128):
                    return True
        except OSError:
            pass
        time.sleep(0.02)
    return False


def _first(names: Sequence[str], path: str) -> str | None:
    return next((found for name in names if (found := shutil.which(name, path=path))), None)
