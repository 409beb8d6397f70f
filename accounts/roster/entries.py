"""One person on the roster, checked before anything is written."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from accounts.datamap.errors import nearest

IDENTIFIERS = ("email", "phone", "username", "device_id", "cookie_id")
ABOUT = ("residence", "language", "standing")
STANDINGS = {"active": "active", "suspended": "suspended", "closing": "closing", "contact": "contact"}
"""Words a company uses for the state of an account, and ours; any other word counts as active."""
EXCLUSIVE = frozenset({"platform_id", "email", "username"})
"""Kinds that belong to one person only. Two accounts may share a telephone or a device; nothing may be inferred from it."""
LONGEST_RESIDENCE = 6
GENERAL = frozenset({"email", "phone"})
"""Kinds that mean the same in every store."""


LONGEST = {
    "platform_id": 200, "email": 254, "phone": 40, "username": 200, "device_id": 200, "cookie_id": 200,
    "residence": LONGEST_RESIDENCE, "language": 35, "standing": 40,
}  # fmt: skip
"""Characters of one value. Nothing a company means by these is longer, and each is hashed and sealed."""
MOST_OF_A_KIND = 50
"""Values of one kind that one person may bring by the API."""


def source_of(store: str) -> str:
    """Return how an identifier that came by the roster of this store says so."""
    return f"roster:{store}"


class BadEntry(ValueError):
    """A roster line that cannot be used; the message says why without repeating its values."""


class RosterEntry(NamedTuple):
    """A person as the company knows them. `identifiers` are kinds and values, only those the company has verified."""

    platform_id: str
    identifiers: tuple[tuple[str, str], ...] = ()
    residence: str = ""
    language: str = ""
    standing: str = "active"

    @property
    def content(self) -> str:
        """Return everything the line says, as one text."""
        number, identifiers, residence, language, standing = self
        return "\x1f".join([number, residence, language, standing, *chain.from_iterable(identifiers)])


def entry_from(data: Any) -> RosterEntry:
    """Return the entry for a mapping as an API gives it. Raise BadEntry.

    Keys: `platform_id` (needed), `email`, `phone`, `username`, `device_id`, `cookie_id` (one or a list of them),
    `residence` (ISO 3166, as US-CA), `language`, `standing`. Unverified addresses must be left out.
    """
    if not isinstance(data, Mapping):
        raise BadEntry("Each person must be an object.")
    known = {"platform_id", *ABOUT, *IDENTIFIERS}
    if unknown := set(data) - known:
        raise BadEntry(
            f"Unknown key {min(map(str, unknown))[:40]}. {nearest(min(map(str, unknown))[:40], known)}"
        )
    for key, value in data.items():
        if isinstance(value, list | tuple) and len(value) > MOST_OF_A_KIND:
            raise BadEntry(f"{key} may have at most {MOST_OF_A_KIND} values.")
        if not all(_is_plain(one) for one in (_each(value) if key in IDENTIFIERS else [value])):
            raise BadEntry(f"{key} must be a text or a number.")
        _require_bounded(key, value)
    number = _text(data.get("platform_id"))
    if not number:
        raise BadEntry("The key platform_id is missing.")
    about = {name: _text(data.get(name)) for name in ABOUT}
    if not _is_residence(about["residence"]):
        raise BadEntry("residence must be an ISO 3166 code, such as DE or US-CA.")
    identifiers = [(kind, value) for kind in IDENTIFIERS for value in _texts(data.get(kind))]
    if not all(_is_usable(kind, value) for kind, value in identifiers):
        raise BadEntry("email is not an address.")
    return _entry(number, identifiers, about)


def entry_of_row(
    number: Any, identifiers: list[tuple[str, Any]], about: Mapping[str, Any]
) -> RosterEntry | None:
    """Return the entry for a row of the company's database, or None for one without a number that can be used.

    What cannot be used is left out: one bad value must not keep a million other people back.
    """
    plain = _text(number)
    if not plain or len(plain) > LONGEST["platform_id"]:
        return None
    said = {name: _text(value) for name, value in about.items()}
    if not _is_residence(said.get("residence", "")):
        said["residence"] = ""
    usable = [
        (kind, text) for kind, value in identifiers if (text := _text(value)) and _is_usable(kind, text)
    ]
    return _entry(plain, usable, said)


def _entry(number: str, identifiers: list[tuple[str, str]], about: Mapping[str, str]) -> RosterEntry:
    return RosterEntry(
        number,
        tuple(dict.fromkeys(identifiers)),
        about.get("residence", "").upper(),
        about.get("language", "")[:12],
        STANDINGS.get(about.get("standing", ""), "active"),
    )


def _require_bounded(key: str, value: Any) -> None:
    # Country codes have a sentence of their own.
    if key != "residence" and any(len(_text(one)) > LONGEST[key] for one in _each(value)):
        raise BadEntry(f"{key} may have at most {LONGEST[key]} characters.")


def _is_residence(text: str) -> bool:
    # Some letters become several when they are made capital ones.
    return len(text.upper()) <= LONGEST_RESIDENCE


def _is_usable(kind: str, value: str) -> bool:
    """Return whether a value can be one of its kind; an address with a line break in it could never be written to."""
    return len(value) <= LONGEST[kind] and (kind != "email" or ("@" in value and value.isprintable()))


def _is_plain(value: Any) -> bool:
    return value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))


def _each(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _texts(value: Any) -> Iterator[str]:
    for one in _each(value):
        if text := _text(one):
            yield text


def _text(value: Any) -> str:
    # A NUL, which other databases store, is refused by PostgreSQL.
    if value is None:
        return ""
    text = str(value)
    return (text.replace("\x00", "") if "\x00" in text else text).strip()
