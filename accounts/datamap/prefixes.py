"""What the names of a person's files begin with: `members/{platform_id}/`, with a placeholder for what is theirs. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import get_args

from accounts.datamap.errors import nearest
from accounts.datamap.places import IdentifierKind, StoreMap

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
WIDENS = re.compile(r"[\\*?\[\]\x00-\x1f\x7f]")
"""What some storage or tool may read as a pattern or another folder, and no name of a folder needs."""
EXAMPLE = "Write it as in members/{platform_id}/."


class UnsafeValueError(ValueError):
    """A person's value would lead out of their folder or into somebody else's. Its text never holds the value."""


@dataclass(frozen=True)
class Placeholder:
    """A kind of identifier, and the store whose people it is looked up among, where the map names one."""

    kind: str
    store: str = ""


def placeholders(prefix: str) -> tuple[Placeholder, ...]:
    """Return the placeholders of a prefix. Raise ValueError, with a sentence, for a prefix that could lead to anybody else.

    Each stands in a folder name, alone there, and the prefix ends with a slash: `members/1` would be the beginning of
    `members/12`, and two values side by side could be read as two others.
    """
    if not prefix.endswith("/"):
        raise ValueError(
            f"A prefix ends with a slash, or one person's is the beginning of another's. {EXAMPLE}"
        )
    folders = prefix.removesuffix("/").split("/")
    found = []
    for folder in folders:
        plain = PLACEHOLDER.sub("", folder)
        here = [_placeholder(word) for word in PLACEHOLDER.findall(folder)]
        if len(here) > 1:
            raise ValueError(f"Two placeholders in one folder name cannot be told apart. {EXAMPLE}")
        if "{" in plain or "}" in plain or WIDENS.search(plain) or (not here and plain in ("", ".", "..")):
            raise ValueError(f"{folder or 'Nothing'} cannot be the name of a folder here. {EXAMPLE}")
        found += here
    if not found:
        raise ValueError(f"Without a placeholder these files would be everybody's. {EXAMPLE}")
    return tuple(found)


def filled(prefix: str, values: Mapping[Placeholder, Sequence[str]]) -> list[str]:
    """Return the prefix with each combination of the person's values; none when a value is missing.

    Raise UnsafeValueError for a value that is empty, climbs, or is more than one folder's name.
    """
    asked = list(dict.fromkeys(placeholders(prefix)))
    made = []
    for combination in product(*(values.get(one, ()) for one in asked)):
        given = dict(zip(asked, combination, strict=True))
        folders = [
            PLACEHOLDER.sub(lambda match: _safe(given[_placeholder(match[1])]), folder)  # noqa: B023 - called at once
            for folder in prefix.removesuffix("/").split("/")
        ]
        if any(folder in (".", "..") for folder in folders):
            raise UnsafeValueError("A value climbs out of its folder.")
        made.append("/".join(folders) + "/")
    return list(dict.fromkeys(made))


def store_of(placeholder: Placeholder, stores: Mapping[str, StoreMap]) -> str:
    """Return the store whose people the placeholder means, "" when the value is the person's everywhere, as an address is.

    Raise ValueError, with a sentence, where that cannot be told: numbers of two stores are numbers of two people.
    """
    having = [
        key
        for key, store in stores.items()
        if store.kind == "sql"
        and any(placeholder.kind in person.identifiers for person in store.people.values())
    ]
    if placeholder.store:
        if placeholder.store not in having:
            raise ValueError(
                f"The store {placeholder.store} has no people with {placeholder.kind}. {nearest(placeholder.store, having)}"
            )
        return placeholder.store
    if placeholder.kind != "platform_id":
        return ""
    if len(having) != 1:
        raise ValueError(
            f"{len(having) or 'No'} stores have people with platform_id. Name one before it, as in {{shop.platform_id}}."
        )
    return having[0]


def _placeholder(word: str) -> Placeholder:
    store, _, kind = word.strip().rpartition(".")
    if kind not in get_args(IdentifierKind):
        raise ValueError(
            f"{kind or 'Nothing'} is no kind of identifier. {nearest(kind, get_args(IdentifierKind))}"
        )
    return Placeholder(kind, store)


def _safe(value: str) -> str:
    if not value.strip() or "/" in value or WIDENS.search(value):
        raise UnsafeValueError("A value is not the name of one folder.")
    return value
