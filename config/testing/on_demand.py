"""Servers that only some tests need: started when the first test asks, shared by all workers, stopped with the run.

The command listens on a socket in the run's own folder. A worker connects, writes the name of a server on one line and
reads one line of JSON: where it is, or why there is none.
"""

from __future__ import annotations

import json
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from config.servers import ServerError
from config.servers.mariadb import ADMINISTRATOR, find_mariadb, start_mariadb
from config.servers.ports import LOOPBACK, free_port, is_free
from config.servers.processes import Family, bare_environment
from config.servers.reach import server_user

VARIABLE = "CANDOR_TEST_SERVERS"
PATIENCE = 120
NONE_FOUND = (
    "No MariaDB found: the tests of a company that has one are skipped (Debian, Ubuntu: apt-get install "
    "--no-install-recommends mariadb-server-core mariadb-client-core; macOS: brew install mariadb)."
)

Answer = dict[str, Any]


def offer(folder: Path, family: Family) -> Path:
    """Answer from now on at a socket in the folder, which is returned; a server is started by the first who asks for it."""
    place = folder / "servers"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    listener.listen()
    # Beside the closed folder: whom root hands a server to must get there.
    makers = {name: partial(make, folder.parent, family) for name, make in SERVERS.items()}
    threading.Thread(target=_serve, args=(listener, makers), daemon=True).start()
    return place


def ask(environ: Mapping[str, str], name: str) -> Answer:
    """Return where the server is; or `missing`: one line that says why there is none; or `failed`: its own words."""
    place = environ.get(VARIABLE, "")
    if not place:
        return {"missing": f"The server {name} is started by `manage.py test` only."}
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(PATIENCE)
        line.connect(place)
        line.sendall(f"{name}\n".encode())
        with line.makefile() as said:
            answer: Answer = json.loads(said.readline())
            return answer


def mariadb(folder: Path, family: Family) -> Answer:
    """Start MariaDB and return host, port, user and password of its administrator."""
    programs = find_mariadb()
    if programs is None:
        return {"missing": NONE_FOUND}
    password = secrets.token_hex(16)
    log = folder / "logs" / "mariadb.log"
    port = start_mariadb(programs, folder / "mariadb", log, family, user=server_user(), password=password)
    return {"host": LOOPBACK, "port": port, "user": ADMINISTRATOR, "password": password}


def s3(folder: Path, family: Family) -> Answer:
    """Start moto's server, which speaks S3 and keeps everything in memory, and return its endpoint."""
    log = folder / "logs" / "s3.log"
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", LOOPBACK, "-p", str(port)]
    child = family.start("S3", command, environ=bare_environment(), log=log, cwd=folder)
    until = time.monotonic() + PATIENCE / 2
    while child.process.poll() is None and time.monotonic() < until:
        if not is_free(port):
            return {"endpoint": f"http://{LOOPBACK}:{port}"}
        time.sleep(0.02)
    raise ServerError(f"The S3 server does not start:\n{log.read_text(errors='replace')[-2000:]}")


SERVERS: Mapping[str, Callable[[Path, Family], Answer]] = {"mariadb": mariadb, "s3": s3}


def _serve(listener: socket.socket, makers: Mapping[str, Callable[[], Answer]]) -> None:
    """Answer one after another; what was started for one worker is told to all the others."""
    made: dict[str, Answer] = {}
    while True:
        line, _ = listener.accept()
        with line, line.makefile() as said:
            name = said.readline().strip()
            if name not in made:
                try:
                    made[name] = makers[name]()
                except (ServerError, OSError, KeyError) as error:
                    made[name] = {"failed": str(error)}
            line.sendall(json.dumps(made[name]).encode() + b"\n")
