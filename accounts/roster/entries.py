"""One person on the roster, checked before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

IDENTIFIERS = ("email", "phone", "username")
STANDINGS = {"active": "active", "suspended": "suspended", "closing": "closing"}
"""Words a company uses for the state of an account, and ours; any other word counts as active."""


class BadEntry(ValueError):
    """A roster line that cannot be used; the message says why without repeating its values."""


@dataclass(frozen=True)
class RosterEntry:
    """A person as the company knows them. `identifiers` holds only what the company has verified."""

    platform_id: str
    identifiers: Mapping[str, str]
    residence: str = ""
    language: str = ""
    standing: str = "active"


def entry_from(data: Any) -> RosterEntry:
    """Return the entry for a mapping as an API or a database gives it. Raise BadEntry.

    Keys: `platform_id` (needed), `email`, `phone`, `username`, `residence` (ISO 3166, as US-CA),
    `language`, `standing`. Unverified addresses must be left out.
    """
    if not isinstance(data, Mapping):
        raise BadEntry("Each person must be an object.")
    unknown = set(data) - {"platform_id", "residence", "language", "standing", *IDENTIFIERS}
    if unknown:
        raise BadEntry(f"Unknown key {min(unknown)}.")
    values = {key: "" if value is None else str(value).strip() for key, value in data.items()}
    if not values.get("platform_id"):
        raise BadEntry("The key platform_id is missing.")
    if len(values.get("residence", "")) > 6:
        raise BadEntry("residence must be an ISO 3166 code, such as DE or US-CA.")
    if values.get("email") and "@" not in values["email"]:
        raise BadEntry("email is not an address.")
    return RosterEntry(
        platform_id=values["platform_id"],
        identifiers={kind: values[kind] for kind in IDENTIFIERS if values.get(kind)},
        residence=values.get("residence", "").upper(),
        language=values.get("language", "")[:12],
        standing=STANDINGS.get(values.get("standing", ""), "active"),
    )
