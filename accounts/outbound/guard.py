"""Connect only to addresses that a portal may talk to.

The check is made on the address that is really connected to, after the name was resolved, so that a
name which answers differently the second time (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
from collections.abc import Collection

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError
from urllib3.poolmanager import PoolManager


class Forbidden(OSError):
    """The name leads to an address inside, which the portal does not call."""


def allowed_address(address: str, private_hosts: Collection[str], host: str) -> bool:
    """Return whether this address may be called: public ones, and any for hosts named in the settings."""
    return host in private_hosts or ipaddress.ip_address(address).is_global


def connect(host: str, port: int, timeout: float, private_hosts: Collection[str]) -> socket.socket:
    """Return a connected socket to the first allowed address of a host. Raise Forbidden or OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [entry for entry in found if allowed_address(str(entry[4][0]), private_hosts, host)]
    if not allowed:
        raise Forbidden(f"{host} leads inside the network")
    problem: OSError | None = None
    for family, kind, protocol, _name, address in allowed:
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(timeout)
        try:
            connection.connect(address)
        except OSError as error:
            connection.close()
            problem = error
        else:
            return connection
    assert problem is not None  # noqa: S101  (the loop ran at least once)
    raise problem


def guarded_manager(*, timeout: float, private_hosts: Collection[str]) -> PoolManager:
    """Return a urllib3 manager whose connections all pass the guard."""

    class Guarded:
        def _new_conn(self) -> socket.socket:
            try:
                return connect(self._dns_host, self.port, timeout, private_hosts)  # type: ignore[attr-defined]
            except OSError as error:
                raise NewConnectionError(self, str(error)) from error  # type: ignore[arg-type]

    class GuardedHTTP(Guarded, HTTPConnection):
        pass

    class GuardedHTTPS(Guarded, HTTPSConnection):
        pass

    class HTTPPool(HTTPConnectionPool):
        ConnectionCls = GuardedHTTP

    class HTTPSPool(HTTPSConnectionPool):
        ConnectionCls = GuardedHTTPS

    manager = PoolManager(retries=False, timeout=timeout)
    manager.pool_classes_by_scheme = {"http": HTTPPool, "https": HTTPSPool}
    return manager
