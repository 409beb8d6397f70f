"""Whether a store of whatever kind is there as the data map says, and what to look at where it is not. Changes nothing."""

import socket
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from accounts.datamap.vocabulary import StoreMap
from exports.reaching import why_out_of_reach
from exports.stores.feasible import feasible
from exports.stores.live import drift
from exports.stores.objects import unlisted
from exports.stores.store import Store, StoreFault, StoreUnavailable


def faults_of(store: StoreMap) -> list[str]:
    """Return a sentence for each thing that does not stand as declared; what the system checks say of it is not repeated."""
    return list(FAULTS[store.kind](store))


def sound(store: StoreMap) -> str:
    """Return what there is to say of a store without a fault: where it is, or whom it asks."""
    words = {"store": store.key}
    if store.http is not None:
        words["url"] = store.http.url
        return _("%(store)s may be asked at %(url)s.") % words
    if store.manual is not None:
        words |= {"owner": store.manual.owner, "email": store.manual.email}
        return _("%(store)s is looked into by %(owner)s, who is asked at %(email)s.") % words
    if store.objects:
        words["storages"] = ", ".join(sorted({one.storage for one in store.objects.values()}))
        return _("%(store)s can be listed: %(storages)s.") % words
    return _("%(store)s agrees with the data map.") % words


def _of_tables(declared: StoreMap) -> Iterable[str]:
    """Return a sentence for each difference, and if there is none, for each thing that would stop an erasure."""
    store = Store(declared)
    try:
        return drift(store) or [f"{store.key}: {problem}" for problem in feasible(store)]
    except StoreUnavailable as error:
        return [f"{store.key}: {why_out_of_reach(error, declared.database)}"]
    except StoreFault:
        return [
            _("%(store)s: its database refuses to say what it has. Look at the rights of the portal's role.")
            % {"store": store.key}
        ]


def _of_service(store: StoreMap) -> Iterable[str]:
    """Return that the host's name is unknown; whether it may be called and has its secret is a system check's."""
    assert store.http is not None  # noqa: S101  (a store of this kind has it)
    parts = urlsplit(store.http.url)
    try:
        socket.getaddrinfo(parts.hostname, parts.port or parts.scheme, type=socket.SOCK_STREAM)
    except OSError:
        said = _("%(store)s: this machine knows no host %(host)s. Correct the address, or look at its DNS.")
        return [said % {"store": store.key, "host": parts.hostname}]
    return []


def _of_cabinet(_store: StoreMap) -> Iterable[str]:
    """Return nothing: the owner's address was read with the map, and only a mail could tell more."""
    return []


FAULTS: dict[str, Callable[[StoreMap], Iterable[str]]] = {
    "model": _of_tables,
    "sql": _of_tables,
    "files": unlisted,
    "http": _of_service,
    "manual": _of_cabinet,
}
