"""Connect only to addresses that a portal may talk to.

The check is made on the address that is really connected to, after the name was resolved, so that a
name which answers differently the second time (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError
from urllib3.poolmanager import PoolManager

from accounts.outbound.watchdog import Watchdog

CARRIERS = tuple(
    IPv6Network(network) for network in ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48")
)
"""IPv6 networks whose last four bytes are an IPv4 address, which a gateway on the way may call in their place."""
TUNNELS = tuple(IPv6Network(network) for network in ("2001::/32", "2002::/16"))
"""IPv6 networks that carry an IPv4 address elsewhere; no server that is meant to be called lives there."""


class Forbidden(OSError):
    """The name leads to an address inside, which the portal does not call."""


def allowed_scheme(scheme: str, host: str, private_hosts: Collection[str]) -> bool:
    """Return whether a host may be called so: over https, and over http where it is named in the settings."""
    return scheme == "https" or (scheme == "http" and host in private_hosts)


def allowed_address(address: str, private_hosts: Collection[str], host: str) -> bool:
    """Return whether this address may be called: public ones, and any for hosts named in the settings.

    An IPv4 address inside an IPv6 one counts as itself, so that no way of writing it leads inside.
    """
    if host in private_hosts:
        return True
    return _public(ipaddress.ip_address(address.partition("%")[0]))


def _public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if any(address in network for network in TUNNELS):
            return False
        if any(address in network for network in CARRIERS):
            return _public(IPv4Address(address.packed[-4:]))
    return address.is_global and not address.is_multicast


def connect(
    host: str, port: int, *, timeout: float, private_hosts: Collection[str], watchdog: Watchdog
) -> socket.socket:
    """Return a connected and watched socket to the first allowed address of a host that answers. Raise Forbidden or OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [entry for entry in found if allowed_address(str(entry[4][0]), private_hosts, host)]
    if not allowed:
        raise Forbidden(f"{host} leads inside the network")
    problem: OSError = TimeoutError()
    for family, kind, protocol, _name, address in allowed:
        if not watchdog.left:
            break
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(min(timeout, watchdog.left))
        try:
            connection.connect(address)
            connection.settimeout(timeout)
            watchdog.watch(connection)
        except OSError as error:
            connection.close()
            problem = error
        else:
            return connection
    raise problem


def guarded_manager(*, timeout: float, private_hosts: Collection[str], watchdog: Watchdog) -> PoolManager:
    """Return a urllib3 manager whose connections all pass the guard and are watched."""

    class Guarded:
        def _new_conn(self) -> socket.socket:
            try:
                return connect(
                    self._dns_host,  # type: ignore[attr-defined]
                    self.port,  # type: ignore[attr-defined]
                    timeout=timeout,
                    private_hosts=private_hosts,
                    watchdog=watchdog,
                )
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
