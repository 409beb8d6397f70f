"""Read the sections of a data map that say what is meant: sources, purposes, categories and so on."""

from collections.abc import Callable, Mapping
from typing import Any, get_args

from accounts.datamap import dpv
from accounts.datamap import vocabulary as v
from accounts.datamap.parties import read_recipient, read_release, text
from accounts.datamap.reader import Entry
from accounts.datamap.stores import read_store

NO_LETTER = "{} is no category of Cal. Civ. Code 1798.140(v); use A to L."


def _source(key: str, entry: Entry) -> v.Source:
    given = entry.keys_among("name", "kind", "store", needed=["name", "kind"])
    kind = given["kind"].choice(get_args(v.SourceKind))
    return v.Source(key, given["name"].text(), kind, text(given, "store"))  # type: ignore[arg-type]


def _purpose(key: str, entry: Entry) -> v.Purpose:
    needed = ("name", "description", "lawful_basis")
    given = entry.keys_among(*needed, "sells_or_shares", "interest", "dpv", needed=needed)
    bases = _bases(given["lawful_basis"])
    purpose = v.Purpose(
        key,
        given["name"].text(),
        given["description"].text(),
        bases.pop("default"),
        _truth(given, "sells_or_shares"),
        bases,
        given["interest"].reason() if "interest" in given else "",
        _terms(given["dpv"], "dpv") if "dpv" in given else (),
    )
    rests_on_interest = "legitimate_interest" in purpose.every_basis
    if rests_on_interest and not purpose.interest:
        raise entry.error(
            "It rests on a legitimate interest, and the key interest is missing: say which one."
        )
    if purpose.interest and not rests_on_interest:
        raise given["interest"].error("It does not rest on a legitimate interest. Remove this key.")
    return purpose


def _bases(entry: Entry) -> dict[str, v.LawfulBasis]:
    """Return the lawful basis by law; a single one is that of everybody."""
    bases = get_args(v.LawfulBasis)
    if entry.is_text:
        return {"default": entry.choice(bases)}  # type: ignore[dict-item]
    given = entry.keys_among(*get_args(v.Law), needed=["default"])
    found = {law: one.choice(bases) for law, one in given.items()}
    if "consent" in found.values() and found["default"] != "consent":
        raise given["default"].error(
            "One law asks for consent, so the default is consent: nobody is left unasked whose home is not known."
        )
    return found  # type: ignore[return-value]


def _terms(entry: Entry, prefix: str) -> tuple[str, ...]:
    return entry.forms(dpv.PATTERNS[prefix], lambda term: dpv.fault(term, prefix))


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
    return v.Cookie(
        key,
        given["name"].text(),
        given["description"].text(),
        given["kind"].choice(get_args(v.CookieKind)) if "kind" in given else "cookie",  # type: ignore[arg-type]
        given["set_by"].text(),
        given["lifetime"].period(or_=v.UNTIL_CLOSED),
        given["purpose"].text(),
        _truth(given, "necessary"),
    )


def _retention(key: str, entry: Entry) -> v.RetentionRule:
    names = ("name", "period", "after", "basis", "reason")
    given = entry.keys_among(*names, needed=names)
    return v.RetentionRule(
        key,
        given["name"].text(),
        given["period"].period(or_=v.UNLIMITED),
        given["after"].choice(get_args(v.Event)),  # type: ignore[arg-type]
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
        "dpv",
        needed=["name", "description", "sources", "purposes"],
    )
    held = given["held"].boolean() if "held" in given else True
    if held and "retention" not in given:
        raise entry.error("The key retention is missing: say how long this is kept.")
    if not held and "held_by" not in given:
        raise entry.error("The key held_by is missing: say which recipient holds it instead.")
    return v.Category(
        key,
        given["name"].text(),
        given["description"].text(),
        given["sources"].texts(),
        given["purposes"].texts(),
        given["recipients"].texts() if "recipients" in given else (),
        text(given, "retention"),
        given["ccpa"].choices(get_args(v.Letter), NO_LETTER) if "ccpa" in given else (),
        held,
        text(given, "held_by"),
        _terms(given["dpv"], "pd") if "dpv" in given else (),
    )


def _truth(given: Mapping[str, Entry], key: str) -> bool:
    return given[key].boolean() if key in given else False


READERS: dict[str, Callable[[str, Entry], Any]] = {
    "sources": _source,
    "purposes": _purpose,
    "recipients": read_recipient,
    "retention": _retention,
    "categories": _category,
    "topics": _topic,
    "cookies": _cookie,
    "releases": read_release,
    "stores": read_store,
}
"""The sections with keys of their own, in the order in which they are compiled, and what reads one entry of each."""
