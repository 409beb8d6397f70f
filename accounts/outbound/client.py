"""Send one request to another server, guarded: HTTPS, public addresses, no redirects, bounded in time and size."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from urllib3.exceptions import HTTPError

from accounts.errors import DomainError
from accounts.outbound.guard import allowed_scheme, guarded_manager
from accounts.outbound.watchdog import Watchdog

log = logging.getLogger(__name__)

TIMEOUT = 10.0
"""Seconds to connect, and to wait for each piece of an answer."""
TOTAL = 30.0
"""Seconds after which a call is broken off, however many pieces have come."""
MOST_BYTES = 1_000_000
"""The longest answer that is read where a caller names no other: nearly all the portal exchanges are small messages."""


class OutboundError(DomainError):
    """The other server could not be reached, or its answer was too long. Trying again later may help."""

    code = "outbound_failed"


class OutboundRefused(OutboundError):
    """The address is one the portal does not call. Trying again will not help."""

    code = "outbound_refused"


@dataclass(frozen=True)
class Answer:
    """What the other server said."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """Return whether the status is a success."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the body as JSON. Raise OutboundError when it is not."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise OutboundError from error


def send(
    method: str,
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    data: Any = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    most: int = MOST_BYTES,
    total: float = TOTAL,
) -> Answer:
    """Send a request and return the answer, whatever its status; redirects are answers too.

    `form` is sent URL-encoded, `data` as JSON, `content` as JSON that was written already, byte for byte.
    Raise OutboundRefused for an address that is not https (hosts in `OUTBOUND_PRIVATE_HOSTS` excepted) or
    leads inside the network, OutboundError when the server cannot be reached in TIMEOUT, is not done after
    `total` seconds, or sends more than `most` bytes. Never call inside a transaction. Logged are method, host
    and status, never the path: it may carry a token.
    """
    host = _host_of(url)
    sent = {"User-Agent": "Candor", "Accept": "application/json", **(headers or {})}
    body = content
    if form is not None:
        body, sent["Content-Type"] = urlencode(form).encode(), "application/x-www-form-urlencoded"
    elif data is not None:
        body = json.dumps(data).encode()
    if body is not None:
        sent.setdefault("Content-Type", "application/json")
    private = settings.OUTBOUND_PRIVATE_HOSTS
    with Watchdog(total) as watchdog:
        manager = guarded_manager(timeout=TIMEOUT, private_hosts=private, watchdog=watchdog)
        try:
            reply = manager.request(
                method,
                url,
                body=body,
                headers=sent,
                redirect=False,
                preload_content=False,
                decode_content=True,
            )
            received = reply.read(most + 1)
        except (HTTPError, OSError, UnicodeError) as error:
            log.warning("%s %s failed: %s", method, host, type(error).__name__)
            raise (OutboundRefused if "leads inside" in str(error) else OutboundError) from error
        finally:
            manager.clear()
    # An answer without a length looks whole when the connection was shut in the middle of it.
    if watchdog.bit or len(received) > most:
        log.warning("%s %s failed: %s", method, host, "too slow" if watchdog.bit else "too long")
        raise OutboundError
    log.info("%s %s answered %s", method, host, reply.status)
    return Answer(reply.status, received, dict(reply.headers))


def _host_of(url: str) -> str:
    """Return the host a URL names. Raise OutboundRefused for a URL that is none, or not https."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        raise OutboundRefused from error
    if not allowed_scheme(parts.scheme, host, settings.OUTBOUND_PRIVATE_HOSTS):
        raise OutboundRefused
    return host
