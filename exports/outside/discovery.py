"""What an OpenDSR processor says about itself, and its certificate: fetched from its own domain and kept for an hour.

Anybody can post something that looks like a processor's answer. So only what the data map names is fetched, by
one caller at a time, and what could not be fetched or proves nothing is not fetched again for a minute.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.core.cache import cache

from accounts.clock import machine_time
from accounts.datamap.vocabulary import StoreMap
from accounts.outbound import Answer, OutboundError, send
from exports.outside.certificates import believed
from exports.outside.json_text import parsed, text_in
from exports.outside.messages import Misbehaved, NotThem, OutsideFault

Found = TypeVar("Found")
KEPT_SECONDS = 3600
FRESH_SECONDS = 300
"""Seconds in which a certificate is fetched anew only once, however many wrong signatures come."""
FAILED_SECONDS = 60
"""Seconds for which a failure counts; longer than any one call takes."""
FAULTS: Mapping[str, type[OutsideFault]] = {
    fault.code: fault for fault in (OutsideFault, Misbehaved, NotThem)
}


@dataclass(frozen=True)
class Discovery:
    """A processor's own description, as far as it matters here."""

    api_version: str
    certificate_url: str
    request_types: tuple[str, ...]
    identities: tuple[tuple[str, str], ...]

    @property
    def requests_path(self) -> str:
        """Return where requests are posted; before version 2 it had the standard's former name."""
        return "opengdpr_requests" if self.api_version.startswith("1") else "requests"


def discover(store: StoreMap) -> Discovery:
    """Return what the processor says about itself. Raise OutsideFault, Misbehaved."""
    key = f"store discovery {store.key} {_url(store)}"
    kept = cache.get(key)
    if kept is None:
        kept = _at_most_once(key, lambda: _described(store))
        cache.set(key, kept, KEPT_SECONDS)
    return _read(kept)


def key_of(store: StoreMap, *, fresh: bool = False) -> RSAPublicKey | None:
    """Return the key the processor signs with. Raise NotSigned for a certificate that proves nothing, OutsideFault.

    With `fresh` the certificate is fetched again, for a processor that changed it; None when that was done
    just before. What it has to prove is checked each time, because it grows old.
    """
    key = f"store certificate {store.key} {_url(store)}"
    if fresh and not cache.add(f"{key} fetched", 1, FRESH_SECONDS):
        return None
    pem = None if fresh else cache.get(key)
    if pem is None:
        pem = _at_most_once(key, lambda: _proving(store))
        cache.set(key, pem, KEPT_SECONDS)
    return _key_in(store, pem)


def belongs(store: StoreMap, address: str) -> bool:
    """Return whether an address is on the processor's own domain, or on the host the data map names."""
    assert store.http is not None  # noqa: S101
    try:
        host = (urlsplit(address).hostname or "").casefold()
    except ValueError:
        return False
    domain = store.http.domain.casefold()
    own = urlsplit(store.http.url).hostname or ""
    return bool(host) and (host in (own.casefold(), domain) or host.endswith(f".{domain}"))


def _at_most_once(key: str, fetch: Callable[[], Found]) -> Found:
    """Return what is fetched, if nobody else is at it and nobody failed within the last minute. Raise OutsideFault."""
    mark = f"{key} failed"
    if not cache.add(mark, OutsideFault.code, FAILED_SECONDS):
        raise FAULTS.get(cache.get(mark, ""), OutsideFault)
    try:
        found = fetch()
    except OutsideFault as fault:
        cache.set(mark, fault.code, FAILED_SECONDS)
        raise
    cache.delete(mark)
    return found


def _described(store: StoreMap) -> str:
    text = _fetched(f"{_url(store)}/discovery").decode(errors="replace")
    _read(text)
    return text


def _proving(store: StoreMap) -> bytes:
    """Return a certificate that proves to be the processor's."""
    address = discover(store).certificate_url
    if not belongs(store, address):
        raise Misbehaved
    pem = _fetched(address)
    _key_in(store, pem)
    return pem


def _key_in(store: StoreMap, pem: bytes) -> RSAPublicKey:
    assert store.http is not None  # noqa: S101  (the caller chose the store by its protocol)
    return believed(
        pem, domain=store.http.domain.casefold(), pinned=store.http.certificate, moment=machine_time()
    )


def _read(text: str) -> Discovery:
    told = parsed(text.encode())
    listed = told.get("supported_identities") or []
    types = told.get("supported_subject_request_types") or []
    if not isinstance(listed, list) or not isinstance(types, list):
        raise Misbehaved
    return Discovery(
        text_in(told, "api_version"),
        text_in(told, "processor_certificate"),
        tuple(str(one) for one in types),
        tuple(_pair(one) for one in listed),
    )


def _pair(told: Any) -> tuple[str, str]:
    if not isinstance(told, dict):
        raise Misbehaved
    return text_in(told, "identity_type"), text_in(told, "identity_format")


def _fetched(address: str) -> bytes:
    try:
        answer: Answer = send("GET", address)
    except OutboundError as error:
        raise OutsideFault from error
    if answer.status != 200:
        raise OutsideFault
    return answer.body


def _url(store: StoreMap) -> str:
    assert store.http is not None  # noqa: S101
    return store.http.url.rstrip("/")
