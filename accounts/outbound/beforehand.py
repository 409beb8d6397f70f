"""Say beforehand whether an address may be called, so that nobody learns it from the first call that fails."""

import socket
from urllib.parse import urlsplit

from django.conf import settings

from accounts.outbound.guard import allowed_address, allowed_scheme

SETTING = "CANDOR_OUTBOUND_PRIVATE_HOSTS"


def why_refused(url: str) -> str:
    """Return why `send` would refuse this address and what to do, "" where it would not. Calls nothing.

    The host's name is looked up; raise OSError when that cannot be done now, which says nothing about the address.
    """
    parts = urlsplit(url)
    host, private = parts.hostname or "", settings.OUTBOUND_PRIVATE_HOSTS
    if not allowed_scheme(parts.scheme, host, private):
        return f"{host} is called over http, which is for hosts in {SETTING} alone. Use https, or add {host} to it."
    found = socket.getaddrinfo(host, parts.port or parts.scheme, type=socket.SOCK_STREAM)
    if any(allowed_address(str(entry[4][0]), private, host) for entry in found):
        return ""
    return f"{host} leads inside the network. Add {host} to {SETTING}, or correct the address."
