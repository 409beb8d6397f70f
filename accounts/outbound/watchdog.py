"""Break a call off when its time is up, however busily the other server sends.

A timeout on a socket starts over with every byte, so a server that sends one byte a second is never late by
it. The watchdog holds the connection by a second handle and shuts it from outside: during the handshake,
the headers and the body alike.
"""

import socket
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self


class Watchdog:
    """Watches the connections of one call; use it as a context around the call."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._handles: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._bite)
        self._timer.daemon = True
        self.bit = False

    def __enter__(self) -> Self:
        """Start the time."""
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the time and let go of what was watched."""
        self._timer.cancel()
        with self._lock:
            for handle in self._handles:
                handle.close()
            self._handles.clear()

    @property
    def left(self) -> float:
        """Return the seconds that are left; none when the time is up."""
        return max(self._ends - time.monotonic(), 0.0)

    def watch(self, connection: socket.socket) -> None:
        """Shut this connection too when the time is up; at once when it is."""
        with self._lock:
            handle = connection.dup()
            self._handles.append(handle)
            if self.bit:
                _shut(handle)

    def _bite(self) -> None:
        with self._lock:
            self.bit = True
            for handle in self._handles:
                _shut(handle)


def _shut(handle: socket.socket) -> None:
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
