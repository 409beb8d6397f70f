"""Services as recorded: a server on loopback that answers in the shapes their documentation shows."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest


class Recorded:
    """A server on a port the system chose; `answers` maps a path to the JSON it gives, `asked` keeps requests."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, str, dict[str, str], dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                fields = dict(parse_qsl(parts.query)) | dict(parse_qsl(body))
                outer.asked.append((self.command, parts.path, fields, dict(self.headers)))
                found = outer.answers.get(parts.path)
                content = json.dumps(found if found is not None else {"error": "not recorded"}).encode()
                self.send_response(200 if found is not None else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_DELETE = answer  # noqa: N815  (the library's names)

            def log_message(self, *_: Any) -> None:
                """Keep the test's output quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def fields(self, path: str) -> dict[str, str]:
        """Return what was last asked at a path."""
        return next(fields for _, asked, fields, _ in reversed(self.asked) if asked == path)


@pytest.fixture
def recorded() -> Iterator[Recorded]:
    """Return a running server."""
    server = Recorded()
    yield server
    server.server.shutdown()
    server.server.server_close()
