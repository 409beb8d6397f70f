"""Run a Redis or Valkey in a folder."""

from __future__ import annotations

import shutil
import socket
import time
from pathlib import Path

from config.servers import ServerError
from config.servers.ports import LOOPBACK, free_port
from config.servers.processes import Child, Family, bare_environment

START_SECONDS = 20


def start_redis(
    program: str, folder: Path, log: Path, family: Family, *, password: str, throwaway: bool
) -> str:
    """Start the server and return its address.

    Data that this server cannot read, written by a newer kind, is put aside: nothing lasting lives in Redis.
    Raises ServerError with the server's own words.
    """
    folder.mkdir(parents=True, exist_ok=True)
    said = ""
    for _ in range(3):
        port = free_port()
        said_before = log.stat().st_size if log.exists() else 0
        child = family.start(
            "Redis",
            [program, "-"],
            environ=bare_environment(),
            log=log,
            cwd=folder,
            # On standard input, because everybody on the machine can read a command line.
            said=configuration(folder, port, password, throwaway=throwaway).encode(),
        )
        if answers(child, port, password):
            return f"redis://:{password}@{LOOPBACK}:{port}/0"
        family.stop(child)
        said = log.read_text(errors="replace")[said_before:].strip()
        if "in use" not in said:
            aside = folder.with_name(folder.name + ".unreadable")
            shutil.rmtree(aside, ignore_errors=True)
            folder.rename(aside)
            folder.mkdir()
    raise ServerError(f"Redis does not start. Its log, {log}, ends with:\n{said[-2000:]}")


def configuration(folder: Path, port: int, password: str, *, throwaway: bool) -> str:
    """Return the configuration file."""
    lines = [
        f"bind {LOOPBACK}",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{folder}"',
        "daemonize no",
        'save ""',
        f"appendonly {'no' if throwaway else 'yes'}",
        "databases 64",
    ]
    return "\n".join(lines) + "\n"


def answers(child: Child, port: int, password: str) -> bool:
    """Wait until the server has loaded its data and greets."""
    until = time.monotonic() + START_SECONDS
    while child.process.poll() is None and time.monotonic() < until:
        try:
            with socket.create_connection((LOOPBACK, port), timeout=1) as line:
                line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
                if b"+PONG" in line.recv(64) or b"+PONG" in line.recv(64):
                    return True
        except OSError:
            pass
        time.sleep(0.02)
    return False
