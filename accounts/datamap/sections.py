"""Read the sections of a data map that say what is meant: organisation, sources, purposes and so on."""

import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

from accounts.datamap import vocabulary as v
from accounts.datamap.reader import Entry
from accounts.datamap.stores import read_store

AFTER = ("account_closed", "collected", "last_activity", "transaction", "request_closed", "expiry")
CCPA_LETTERS = tuple("ABCDEFGHIJKL")


def read_organisation(entry: Entry) -> v.Organisation:
    """Return who answers for the data. Raise DataMapError."""
    given = entry.keys_among(
        "name",
        "legal_name",
        "address",
        "country",
        "privacy_email",
        "phone",
        "website",
        "representatives",
        needed=["name", "address", "country", "privacy_email"],
    )
    representatives = []
    for item in given["representatives"].elements() if "representatives" in given else ():
        one = item.keys_among(
            "region", "name", "address", "contact", needed=["region", "name", "address", "contact"]
        )
        representatives.append(
            v.Representative(
                one["region"].text(), one["name"].text(), one["address"].texts(), one["contact"].text()
            )
        )
    name = given["name"].text()
    return v.Organisation(
        name=name,
        legal_name=_text(given, "legal_name", name),
        address=given["address"].texts(),
        country=_country(given["country"]),
        privacy_email=_address(given["privacy_email"]),
        phone=_text(given, "phone"),
        website=_text(given, "website"),
        representatives=tuple(representatives),
    )


def _source(key: str, entry: Entry) -> v.Source:
    given = entry.keys_among("name", "kind", needed=["name", "kind"])
    return v.Source(key, given["name"].text(), given["kind"].choice(get_args(v.SourceKind)))  # type: ignore[arg-type]


def _purpose(key: str, entry: Entry) -> v.Purpose:
    needed = ("name", "description", "lawful_basis")
    given = entry.keys_among(*needed, "sells_or_shares", needed=needed)
    return v.Purpose(
        key,
        given["name"].text(),
        given["description"].text(),
        given["lawful_basis"].choice(get_args(v.LawfulBasis)),  # type: ignore[arg-type]
        _truth(given, "sells_or_shares"),
    )


def _topic(key: str, entry: Entry) -> v.Topic:
    needed = ("name", "description", "class", "purpose", "channels")
    given = entry.keys_among(*needed, "starts_on", "reason", needed=needed)
    kind = given["class"].choice(get_args(v.MessageClass))
    locked = kind == "administrative"
    if locked and "reason" not in given:
        raise entry.error("The key reason is missing: say why nobody can switch these messages off.")
    if locked and "starts_on" in given:
        raise given["starts_on"].error("Administrative messages are always on. Remove this key.")
    return v.Topic(
        key,
        given["name"].text(),
        given["description"].text(),
        kind,  # type: ignore[arg-type]
        given["purpose"].text(),
        tuple(part.choice(get_args(v.Channel)) for part in given["channels"].elements()),  # type: ignore[misc]
        locked or _truth(given, "starts_on"),
        given["reason"].reason() if "reason" in given else "",
    )


def _cookie(key: str, entry: Entry) -> v.Cookie:
    needed = ("name", "description", "set_by", "lifetime", "purpose")
    given = entry.keys_among(*needed, "kind", "necessary", needed=needed)
    lifetime = given["lifetime"]
    return v.Cookie(
        key,
        given["name"].text(),
        given["description"].text(),
        given["kind"].choice(get_args(v.CookieKind)) if "kind" in given else "cookie",  # type: ignore[arg-type]
        given["set_by"].text(),
        lifetime.text() if lifetime.text() == v.UNTIL_CLOSED else lifetime.period(),
        given["purpose"].text(),
        _truth(given, "necessary"),
    )


def _recipient(key: str, entry: Entry) -> v.Recipient:
    given = entry.keys_among(
        "name", "kind", "country", "receives", "safeguard", needed=["name", "kind", "country", "receives"]
    )
    return v.Recipient(
        key,
        given["name"].text(),
        given["kind"].choice(get_args(v.RecipientKind)),  # type: ignore[arg-type]
        given["country"].text(),
        given["receives"].text(),
        _text(given, "safeguard"),
    )


def _retention(key: str, entry: Entry) -> v.RetentionRule:
    names = ("name", "period", "after", "basis", "reason")
    given = entry.keys_among(*names, needed=names)
    return v.RetentionRule(
        key,
        given["name"].text(),
        given["period"].period(),
        given["after"].choice(AFTER),
        given["basis"].choice(get_args(v.LawfulBasis)),  # type: ignore[arg-type]
        given["reason"].reason(),
    )


def _category(key: str, entry: Entry) -> v.Category:
    given = entry.keys_among(
        "name",
        "description",
        "sources",
        "purposes",
        "recipients",
        "retention",
        "ccpa",
        "held",
        "held_by",
        needed=["name", "description", "sources", "purposes"],
    )
    held = given["held"].boolean() if "held" in given else True
    if held and "retention" not in given:
        raise entry.error("The key retention is missing: say how long this is kept.")
    if not held and "held_by" not in given:
        raise entry.error("The key held_by is missing: say which recipient holds it instead.")
    letters = given["ccpa"].texts() if "ccpa" in given else ()
    for letter in letters:
        if letter not in CCPA_LETTERS:
            raise given["ccpa"].error(f"{letter} is no category of Cal. Civ. Code 1798.140(v); use A to L.")
    return v.Category(
        key,
        given["name"].text(),
        given["description"].text(),
        given["sources"].texts(),
        given["purposes"].texts(),
        given["recipients"].texts() if "recipients" in given else (),
        _text(given, "retention"),
        letters,
        held,
        _text(given, "held_by"),
    )


def _country(entry: Entry) -> str:
    value = entry.text()
    if not re.fullmatch("[A-Z]{2}", value):
        raise entry.error(f"{value} is no country code. Write two capital letters, as in US or DE.")
    return value


def _address(entry: Entry) -> str:
    value = entry.text()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise entry.error(f"{value} is no e-mail address.")
    return value


def _truth(given: Mapping[str, Entry], key: str) -> bool:
    return given[key].boolean() if key in given else False


def _text(given: Mapping[str, Entry], key: str, default: str = "") -> str:
    return given[key].text() if key in given else default


READERS: dict[str, Callable[[str, Entry], Any]] = {
    "sources": _source,
    "purposes": _purpose,
    "recipients": _recipient,
    "retention": _retention,
    "categories": _category,
    "topics": _topic,
    "cookies": _cookie,
    "stores": read_store,
}
"""The sections with keys of their own, in the order in which they are compiled, and what reads one entry of each."""
