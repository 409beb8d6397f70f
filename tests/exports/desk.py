"""A service of the company's own that is asked by the signed webhook, in a thread, by the portal's clock."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.cache import cache

from accounts.clock import machine_time
from exports.outside.webhook import SIGNATURE, TIMESTAMP, is_genuine, signature

SECRET = "a secret of at least thirty-two characters"


class Desk:
    """What it answers to each verb, and what it was asked; None is 202, a number that status."""

    def __init__(self) -> None:
        self.says: dict[str, Any] = {}
        self.asked: list[dict[str, Any]] = []
        self.url = ""

    def verbs(self) -> list[str]:
        """Return what was asked, each question once, in order."""
        return list({question["id"]: question["verb"] for question in self.asked}.values())

    def ids(self, verb: str) -> set[str]:
        """Return the numbers of the questions with this verb."""
        return {question["id"] for question in self.asked if question["verb"] == verb}

    def signed(self, told: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        """Return a message of the desk's and its headers."""
        body = json.dumps(told).encode()
        stamp = str(int(machine_time().timestamp()))
        return body, {TIMESTAMP: stamp, SIGNATURE: signature(SECRET, stamp, body)}


class _Handler(BaseHTTPRequestHandler):
    desk: Desk

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert is_genuine([SECRET], dict(self.headers), body, moment=machine_time())
        question = json.loads(body)
        self.desk.asked.append(question)
        says = self.desk.says.get(question["verb"], {"state": "completed"})
        if says is None or isinstance(says, int):
            self._answer(says or 202, b"", {})
        else:
            self._answer(200, *self.desk.signed({"id": question["id"], **says}))

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def desk(settings: Any) -> Iterator[Desk]:
    """Run the service and let the portal call it; the test puts a map in force that names it."""
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    settings.STORE_SECRETS = {"sales": SECRET}
    cache.clear()
    own = Desk()
    handler = type("Handler", (_Handler,), {"desk": own})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
        own.url = f"http://127.0.0.1:{http.server_port}/privacy"
        yield own
        http.shutdown()
