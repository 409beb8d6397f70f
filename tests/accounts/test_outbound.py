"""The guarded HTTP client, against a real server on loopback."""

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from accounts.outbound import Answer, OutboundError, send
from accounts.outbound.client import MOST_BYTES, OutboundRefused
from accounts.outbound.guard import allowed_address

OVER = threading.Event()
"""The test that slowed a server down has ended."""


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was sent."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        said = {"body": self.rfile.read(length).decode(), "type": self.headers["Content-Type"]}
        self._answer(200, json.dumps(said).encode())

    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/secret")
            self.end_headers()
        elif self.path == "/bomb":
            self._answer(200, gzip.compress(b"x" * (MOST_BYTES + 1)), ("Content-Encoding", "gzip"))
        elif self.path.startswith("/drip"):
            self._drip()
        elif self.path == "/nonsense":
            self.wfile.write(b"what is this\r\n\r\n")
        elif self.path == "/long":
            self._answer(200, b"x" * (MOST_BYTES + 1))
        else:
            self._answer(500, b"not json")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _drip(self) -> None:
        """Send a byte now and then, for longer than anybody should wait: in the headers or in the body."""
        self.send_response(200)
        if self.path == "/drip-body":
            self.end_headers()
        with suppress(OSError):
            for _ in range(200):
                self.wfile.write(b"x")
                self.wfile.flush()
                if OVER.wait(0.05):
                    return

    def _answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for header in headers:
            self.send_header(*header)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server(settings: Any) -> Iterator[str]:
    """Run the echo server and let the portal call it."""
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    OVER.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        OVER.set()
        http.shutdown()


def test_form_and_json_arrive(server: str) -> None:
    assert send("POST", server, form={"a": "ü b"}).json() == {
        "body": "a=%C3%BC+b",
        "type": "application/x-www-form-urlencoded",
    }
    assert send("POST", server, data={"a": 1}).json()["body"] == '{"a": 1}'


def test_an_error_is_an_answer(server: str) -> None:
    answer = send("GET", server)
    assert (answer.status, answer.ok) == (500, False)
    with pytest.raises(OutboundError):
        answer.json()


def test_redirects_are_not_followed(server: str) -> None:
    assert send("GET", f"{server}/away").status == 302


@pytest.mark.parametrize("path", ["long", "bomb", "nonsense"])
def test_too_long_or_senseless_an_answer_is_refused(server: str, path: str) -> None:
    """Too long also when it only becomes so on being unpacked."""
    with pytest.raises(OutboundError):
        send("GET", f"{server}/{path}")


def test_a_caller_may_take_more(server: str) -> None:
    assert len(send("GET", f"{server}/long", most=MOST_BYTES + 1).body) == MOST_BYTES + 1


@pytest.mark.parametrize("path", ["drip-headers", "drip-body"])
def test_a_server_that_sends_byte_by_byte_is_broken_off(server: str, path: str) -> None:
    """Each byte comes well within TIMEOUT, and the body has no length, so that it would look whole."""
    with pytest.raises(OutboundError) as caught:
        send("GET", f"{server}/{path}", total=0.3)
    assert caught.value.code == "outbound_failed"


def test_what_was_written_arrives_byte_for_byte(server: str) -> None:
    said = send("POST", server, content=b'{"a":  1}').json()
    assert said == {"body": '{"a":  1}', "type": "application/json"}


@pytest.mark.parametrize(
    "address",
    ["ftp://example.org/", "https://", "https://[::1/", "file:///etc/passwd", "https://\N{FULL STOP}..a/"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(OutboundError):
        send("GET", address)


def test_a_name_that_leads_inside_at_the_second_look_gains_nothing(
    server: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: what counts is the address that is connected to, looked up once."""
    settings.OUTBOUND_PRIVATE_HOSTS = []
    port = int(server.rpartition(":")[2])
    looks = []

    def lookup(host: str, *_: Any, **__: Any) -> list[Any]:
        looks.append(host)
        address = "93.184.216.34" if len(looks) == 2 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr("accounts.outbound.guard.socket.getaddrinfo", lookup)
    with pytest.raises(OutboundRefused):
        send("GET", f"https://rebound.example:{port}/")
    assert looks == ["rebound.example"]


def test_addresses_inside_are_not_called(server: str, settings: Any) -> None:
    """The same server, reached in the tests above, is refused when no setting names it: by number and by name."""
    assert isinstance(send("GET", server), Answer)
    settings.OUTBOUND_PRIVATE_HOSTS = []
    for address in (
        server,
        server.replace("http", "https"),
        server.replace("http://127.0.0.1", "https://localhost"),
    ):
        with pytest.raises(OutboundRefused):
            send("GET", address)


def test_a_server_that_is_away_may_be_tried_again(settings: Any) -> None:
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    with socket.socket() as silent:
        # Bound and not listening: nobody else can take the port meanwhile, and it answers nobody.
        silent.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(OutboundError) as caught:
            send("GET", address)
    assert caught.value.code == "outbound_failed"


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.0.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("::1", False),
        ("fd00::1", False),
        ("0.0.0.0", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:a00:1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b:1::a00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("2002:7f00:1::", False),
        ("2001::1", False),
        ("224.0.0.1", False),
        ("ff02::1", False),
        ("fe80::1%eth0", False),
        ("100.64.0.1", False),
    ],
)
def test_only_public_addresses(address: str, allowed: bool) -> None:
    assert allowed_address(address, [], "example.org") is allowed


@pytest.mark.promise("P40")
def test_nothing_of_the_path_is_logged(server: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    send("GET", f"{server}/secret-token?key=1")
    assert "127.0.0.1 answered 500" in caplog.text
    assert "secret-token" not in caplog.text
