"""One disclosure as a system of the company reports it, checked against the data map before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import get_default_timezone, is_naive, make_aware

from accounts.clock import now
from accounts.datamap.errors import nearest
from accounts.datamap.vocabulary import DataMap
from accounts.regimes.disclosing import DISCLOSURE_GROUNDS

KEYS = (
    "id", "platform_id", "store", "email", "recipient", "category", "ground", "disclosed_at", "withheld_until",
)  # fmt: skip
NEEDED = ("id", "recipient", "category", "ground", "disclosed_at")
LONGEST_ID = 80
NEVER_BEFORE = datetime(1970, 1, 1, tzinfo=UTC)


class BadDisclosure(ValueError):
    """An entry that cannot be used: a stable code, and a sentence that repeats no personal value."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class DisclosureEntry:
    """Who received what, when and why; about whom, by one identifier: kind, store and value."""

    external_id: str
    person: tuple[str, str, str]
    recipient: str
    category: str
    ground: str
    disclosed_at: datetime
    withheld_until: date | None


def read_entry(line: Any, datamap: DataMap) -> DisclosureEntry:
    """Return the entry of one line, as an API or a file gives it. Raise BadDisclosure."""
    if not isinstance(line, Mapping):
        raise BadDisclosure("not_an_object", "Each entry must be an object.")
    for key in line:
        if key not in KEYS:
            raise BadDisclosure("unknown_key", f"Unknown key {str(key)[:40]}. {nearest(str(key), KEYS)}")
    for key, value in line.items():
        if isinstance(value, list | dict | bool) or "\x00" in str(value):
            raise BadDisclosure("bad_value", f"{key} must be a text or a number.")
    values = {key: "" if value is None else str(value).strip() for key, value in line.items()}
    for key in NEEDED:
        if not values.get(key):
            raise BadDisclosure("missing_key", f"The key {key} is missing.")
    if len(values["id"]) > LONGEST_ID:
        raise BadDisclosure("bad_id", f"id may be {LONGEST_ID} characters long at most.")
    ground = _among(values, "ground", DISCLOSURE_GROUNDS)
    if DISCLOSURE_GROUNDS[ground].only_if_sold and not any(
        purpose.sells_or_shares for purpose in datamap.purposes.values()
    ):
        problem = f"The data map says that no data is sold or shared, so the ground {ground} cannot be. Correct the one or the other."
        raise BadDisclosure("not_as_declared", problem)
    return DisclosureEntry(
        external_id=values["id"],
        person=_person(values, datamap),
        recipient=_among(values, "recipient", datamap.recipients),
        category=_among(values, "category", datamap.categories),
        ground=ground,
        disclosed_at=_moment(values["disclosed_at"]),
        withheld_until=_last_day(values.get("withheld_until", "")),
    )


def as_declared(entry: DisclosureEntry, datamap: DataMap) -> bool:
    """Return whether the data map says that this recipient gets this kind of data. What was given is recorded anyway."""
    return entry.recipient in datamap.categories[entry.category].recipients


def _among(values: Mapping[str, str], key: str, known: Iterable[str]) -> str:
    value = values[key]
    if value not in known:
        raise BadDisclosure(
            f"unknown_{key}", f"{key} {value[:60]} is not known. {nearest(value[:60], known)}"
        )
    return value


def _person(values: Mapping[str, str], datamap: DataMap) -> tuple[str, str, str]:
    number, email, store = (values.get(key, "") for key in ("platform_id", "email", "store"))
    if bool(number) == bool(email):
        raise BadDisclosure("whose", "Name the person by platform_id or by email, and not by both.")
    if email:
        if "@" not in email:
            raise BadDisclosure("whose", "email is not an address.")
        return ("email", "", email)
    stores = [
        key
        for key, one in datamap.stores.items()
        if any("platform_id" in person.identifiers for person in one.people.values())
    ]
    if not store and len(stores) == 1:
        store = stores[0]
    if store not in stores:
        raise BadDisclosure(
            "unknown_store", f"Say in store whose number platform_id is. {nearest(store[:60], stores)}"
        )
    return ("platform_id", store, number)


def _moment(text: str) -> datetime:
    moment: datetime | None = None
    try:
        day = parse_date(text)
        moment = datetime.combine(day, time()) if day else parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise BadDisclosure(
            "bad_date", "disclosed_at must be a date or a time as in 2026-03-31 or 2026-03-31T10:20:00Z."
        )
    if is_naive(moment):
        moment = make_aware(moment, get_default_timezone())
    if not NEVER_BEFORE <= moment <= now():
        raise BadDisclosure("bad_date", "disclosed_at must be in the past.")
    return moment


def _last_day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise BadDisclosure("bad_date", "withheld_until must be a date as in 2027-03-31.")
    return day
