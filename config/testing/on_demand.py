"""Servers that only some tests need: started when the first test asks, shared by all workers, stopped with the run.

The command listens on a socket in the run's own folder. A worker connects and reads one line of JSON: where the server
is, or why there is none.
"""

from __future__ import annotations

import json
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from config.servers import ServerError
from config.servers.mariadb import ADMINISTRATOR, find_mariadb, start_mariadb
from config.servers.ports import LOOPBACK
from config.servers.processes import Family
from config.servers.reach import server_user

VARIABLE = "CANDOR_TEST_SERVERS"
PATIENCE = 120
NONE_FOUND = (
    "No MariaDB found (Debian, Ubuntu: apt-get install --no-install-recommends mariadb-server-core mariadb-client-core; "
    "macOS: brew install mariadb)."
)

Answer = dict[str, Any]


def offer(folder: Path, family: Family) -> Path:
    """Answer from now on at a socket in the folder, which is returned; MariaDB is started by the first who asks."""
    place = folder / "servers"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    listener.listen()
    once = _once(lambda: _mariadb(folder, family))
    threading.Thread(target=_serve, args=(listener, once), daemon=True).start()
    return place


def ask(environ: Mapping[str, str]) -> Answer:
    """Return where MariaDB is (host, port, user, password), or `missing`: one line that says why there is none."""
    place = environ.get(VARIABLE, "")
    if not place:
        return {"missing": "MariaDB is started by `manage.py test` only."}
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(PATIENCE)
        line.connect(place)
        with line.makefile() as said:
            answer: Answer = json.loads(said.readline())
            return answer


def _mariadb(folder: Path, family: Family) -> Answer:
    programs = find_mariadb()
    if programs is None:
        return {"missing": NONE_FOUND}
    password = secrets.token_hex(16)
    # Beside the closed folder: whom root hands the server to must get there.
    beside = folder.parent
    try:
        port = start_mariadb(
            programs,
            beside / "mariadb",
            beside / "logs" / "mariadb.log",
            family,
            user=server_user(),
            password=password,
        )
    except (ServerError, OSError) as error:
        return {"failed": str(error)}
    return {"host": LOOPBACK, "port": port, "user": ADMINISTRATOR, "password": password}


def _once(make: Callable[[], Answer]) -> Callable[[], Answer]:
    """Return a function that makes the answer the first time and remembers it; one thread calls it."""
    made: list[Answer] = []

    def answer() -> Answer:
        if not made:
            made.append(make())
        return made[0]

    return answer


def _serve(listener: socket.socket, answer: Callable[[], Answer]) -> None:
    while True:
        line, _ = listener.accept()
        with line:
            line.sendall(json.dumps(answer()).encode() + b"\n")
