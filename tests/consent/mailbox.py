"""A mail server on this machine that keeps what it is sent, and a mail program's one click."""

import email
import email.policy
import re
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from config.servers.ports import LOOPBACK, free_port


class Mailbox:
    """What the server received: for each letter its recipients, its bytes and the message in them."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        """Keep a letter."""
        self.received.append((list(envelope.rcpt_tos), bytes(envelope.content)))
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters for one address, as a mail program reads them."""
        return [
            email.message_from_bytes(content, policy=email.policy.default)  # type: ignore[misc]
            for recipients, content in self.received
            if address in recipients
        ]


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """Let mail leave by real SMTP into a mailbox on this machine."""
    box = Mailbox()
    server = _serve(box)
    try:
        settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = False
        yield box
    finally:
        server.stop()


def _serve(box: Mailbox) -> Controller:
    """Start the server on a port that is free; another program may take it in between, so some are tried."""
    for tries_left in range(4, -1, -1):
        server = Controller(box, hostname=LOOPBACK, port=free_port(), server_hostname="mail.test")
        try:
            server.start()
        except OSError:
            if not tries_left:
                raise
        else:
            return server
    raise AssertionError


FORMS = {
    "multipart": (
        "multipart/form-data; boundary=here",
        b'--here\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--here--\r\n',
    ),
    "urlencoded": ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click"),
    "without a body": ("", b""),
    "broken": ("multipart/form-data", b"nothing that can be read"),
    "another charset": (
        "application/x-www-form-urlencoded; charset=iso-8859-1",
        b"List-Unsubscribe=One-Click",
    ),
    "too many fields": ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 2000)),
    "too long": ("application/x-www-form-urlencoded", b"a=" + b"x" * 3_000_000),
}
"""How mail programs send their click: RFC 8058 wants the first, allows the second; the others happen."""


def address_of_click(message: EmailMessage) -> str:
    """Return the one https (here http) address of List-Unsubscribe, as RFC 2369 and 8058 have it read."""
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (address,) = [a for a in re.findall(r"<([^>]+)>", message["List-Unsubscribe"]) if a.startswith("http")]
    return str(address)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A mail program that follows nothing."""

    def redirect_request(self, *_: Any) -> None:
        """Do not follow: the answer stays the redirect's own, which then is an error."""


def click(address: str, form: str = "multipart") -> tuple[int, str, dict[str, str]]:
    """Click as a mail program does, without cookie, account or context, and return status, body and headers."""
    kind, body = FORMS[form]
    request = urllib.request.Request(address, data=body, method="POST")
    if kind:
        request.add_header("Content-Type", kind)
    opener = urllib.request.build_opener(NoRedirect)
    with opener.open(request, timeout=20) as answer:
        return answer.status, answer.read().decode(), dict(answer.headers)
