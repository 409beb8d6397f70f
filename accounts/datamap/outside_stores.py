"""Read a store that somebody else runs: asked over HTTP, or by a person who looks."""

import re
from collections.abc import Iterator, Mapping
from typing import get_args
from urllib.parse import urlsplit

from cryptography import x509

from accounts.datamap import vocabulary as v
from accounts.datamap.parties import ADDRESS, NO_ADDRESS
from accounts.datamap.problems import Problem, undeclared
from accounts.datamap.reader import Entry

FORMATS = ("raw", "sha256", "sha1", "md5")
OPENDSR_VERBS = ("access", "erase")
OPENDSR_KINDS = ("email", "platform_id")
"""What OpenDSR has words for: other verbs and kinds of identifier need a webhook."""
NO_TIME = re.compile(r"P(0[YMWD])+")


def read_http_store(key: str, entry: Entry) -> v.StoreMap:
    """Return a store that is asked over HTTP. Raise DataMapError."""
    names = ("name", "protocol", "url", "identities", "answers", "deadline", "recipient", "categories")
    given = entry.keys_among("kind", *names, "domain", "certificate", needed=names)
    protocol = given["protocol"].choice(get_args(v.Protocol))
    opendsr = protocol == "opendsr"
    if opendsr and "domain" not in given:
        raise entry.error("The key domain is missing: say by which domain name the answers are signed.")
    for only in ("domain", "certificate"):
        if not opendsr and only in given:
            raise given[only].error("Only protocol: opendsr signs with a certificate. Remove this key.")
    http = v.HttpStore(
        protocol,  # type: ignore[arg-type]
        _url(given["url"]),
        _identities(given["identities"], OPENDSR_KINDS if opendsr else get_args(v.IdentifierKind)),
        _verbs(given["answers"], OPENDSR_VERBS if opendsr else get_args(v.StoreVerb)),
        _time(given["deadline"]),
        given["domain"].text() if "domain" in given else "",
        _certificate(given["certificate"]) if "certificate" in given else "",
    )
    return _outside(key, "http", given, http=http)


def read_manual_store(key: str, entry: Entry) -> v.StoreMap:
    """Return a store that a person looks into. Raise DataMapError."""
    names = ("name", "owner", "email", "instructions", "due", "remind", "recipient", "categories")
    given = entry.keys_among("kind", *names, needed=names)
    manual = v.ManualStore(
        given["owner"].text(),
        given["email"].matching(ADDRESS, NO_ADDRESS),
        _instructions(given["instructions"]),
        _time(given["due"]),
        _time(given["remind"]),
    )
    return _outside(key, "manual", given, manual=manual)


def outside_agrees(datamap: v.DataMap) -> Iterator[Problem]:
    """Yield what stores outside refer to in vain, and what their recipient does not hold."""
    for store in datamap.stores.values():
        if not store.is_outside:
            continue
        if store.recipient not in datamap.recipients:
            said = undeclared("recipient", store.recipient, datamap.recipients)
            yield Problem("stores", store.key, ("recipient",), said)
        for key in store.categories:
            category = datamap.categories.get(key)
            if category is None:
                said = undeclared("category", key, datamap.categories)
                yield Problem("stores", store.key, ("categories",), said)
            elif not category.held and category.held_by != store.recipient:
                said = f"The category {key} is held by {category.held_by}, and this store is run by {store.recipient}."
                yield Problem("stores", store.key, ("categories",), said)


def _outside(
    key: str,
    kind: v.StoreKind,
    given: dict[str, Entry],
    *,
    http: v.HttpStore | None = None,
    manual: v.ManualStore | None = None,
) -> v.StoreMap:
    categories = given["categories"].texts()
    if not categories:
        raise given["categories"].error("Say which categories it holds.")
    return v.StoreMap(
        key,
        kind,
        given["name"].text(),
        http=http,
        manual=manual,
        categories=categories,
        recipient=given["recipient"].text(),
    )


def _url(entry: Entry) -> str:
    """Return an address over which questions can go; what identifies us belongs into CANDOR_STORE_SECRETS."""
    value = entry.text()
    try:
        parts = urlsplit(value)
        plain = bool(parts.hostname) and not (
            parts.username or parts.password or parts.query or parts.fragment
        )
    except ValueError:
        plain = False
    if not plain or parts.scheme not in ("https", "http"):
        raise entry.error(
            f"{value} is no address of a service. Write it as in https://service.example/privacy, without secrets in it."
        )
    return value


def _identities(entry: Entry, kinds: tuple[str, ...]) -> Mapping[str, str]:
    found = {kind: form.choice(FORMATS) for kind, form in entry.keys_among(*kinds).items()}
    if not found:
        raise entry.error("Say by which kinds of identifier it finds a person, as in {email: sha256}.")
    return found


def _verbs(entry: Entry, verbs: tuple[str, ...]) -> tuple[v.StoreVerb, ...]:
    found = tuple(each.choice(verbs) for each in entry.elements())
    if not found:
        raise entry.error(f"Say what it can be asked for: {', '.join(verbs)}.")
    return found  # type: ignore[return-value]


def _time(entry: Entry) -> str:
    """Return a period that is longer than nothing."""
    value = entry.period()
    if NO_TIME.fullmatch(value):
        raise entry.error(f"{value} is no time to wait. Write it as in P7D or P1M.")
    return value


def _instructions(entry: Entry) -> str:
    value = entry.text()
    if len(value.split()) < 4:
        raise entry.error("Say in at least four words what to look through.")
    return value


def _certificate(entry: Entry) -> str:
    """Return certificates in PEM: the processor's own, or those of the authority that issues it."""
    value = entry.text()
    try:
        x509.load_pem_x509_certificates(value.encode())
    except ValueError as error:
        raise entry.error("This is no certificate. Put it here in PEM, from BEGIN to END.") from error
    return value
