"""Read what a service tells about a person into one plain shape. Pure: no models, no network."""

from collections.abc import Callable, Mapping
from typing import Any

FIELDS = {
    "name": ("name",),
    "given_name": ("given_name", "first_name"),
    "family_name": ("family_name", "last_name"),
    "username": ("preferred_username", "username", "nickname"),
    "email": ("email",),
    "phone": ("phone_number",),
    "birthday": ("birthdate", "birthday"),
    "gender": ("gender",),
    "language": ("locale",),
    "time_zone": ("zoneinfo", "timezone"),
    "page": ("profile", "link"),
    "website": ("website",),
    "picture": ("picture", "profile_image_url"),
}
"""Our name of a piece of a profile, and the names services use, best first."""

MOST_CONTACTS = 5000
"""Contacts kept of one service; the count is kept in full."""
CONTACT_LISTS = ("friends", "contacts")
"""What services call the list of somebody's contacts."""


def what_it_brought(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the profile in the portal's own words: only what the service really gave, nothing inferred.

    `data` is what django-allauth keeps as extra data. Secrets of the exchange (tokens, nonces, hashes)
    are left out.
    """
    profile = _profile(data)
    found: dict[str, Any] = {}
    for name, candidates in FIELDS.items():
        value = next((profile[c] for c in candidates if profile.get(c)), None)
        if value is not None:
            found[name] = value
    if isinstance(found.get("name"), Mapping):  # Apple gives the parts of a name
        parts = [found["name"].get("firstName"), found["name"].get("lastName")]
        found["name"] = " ".join(part for part in parts if part)
    if isinstance(found.get("picture"), Mapping):  # Facebook wraps the address of a picture
        found["picture"] = found["picture"].get("data", {}).get("url", "")
    contacts = next((profile[key] for key in CONTACT_LISTS if profile.get(key)), None)
    if isinstance(contacts, Mapping):
        found |= _contacts(contacts.get("data", []), contacts.get("summary", {}).get("total_count"))
    elif isinstance(contacts, list):
        found |= _contacts(contacts, None)
    return {name: value for name, value in found.items() if value not in ("", None)}


def without_contacts(data: Any, removed: Callable[[str], bool]) -> Any:
    """Return what a service told without the contacts whose name `removed` knows, wherever a list of contacts stands.

    The service's own total becomes smaller by as many.
    """
    if not isinstance(data, Mapping):
        return data
    left = {
        key: without_contacts(value, removed) if key in ("userinfo", "id_token") else value
        for key, value in data.items()
    }
    for key in CONTACT_LISTS:
        listed = left.get(key)
        if isinstance(listed, list):
            left[key] = [row for row in listed if not removed(_name_of(row))]
        elif isinstance(listed, Mapping):
            rows = listed.get("data", [])
            kept = [row for row in rows if not removed(_name_of(row))]
            left[key] = {**listed, "data": kept}
            if (total := listed.get("summary", {}).get("total_count")) is not None:
                fewer = max(len(kept), total - len(rows) + len(kept))
                left[key]["summary"] = {**listed["summary"], "total_count": fewer}
    return left


def what_was_allowed(data: Mapping[str, Any], asked: list[str]) -> list[str]:
    """Return the permissions the person gave: what the service lists as granted, else what it was asked for."""
    listed = data.get("permissions")
    if isinstance(listed, Mapping):
        return sorted(p["permission"] for p in listed.get("data", []) if p.get("status") == "granted")
    return sorted(set(asked))


def _profile(data: Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(data.get("userinfo"), Mapping) or isinstance(data.get("id_token"), Mapping):
        return {**(data.get("id_token") or {}), **(data.get("userinfo") or {})}
    return data


def _contacts(rows: list[Any], total: int | None) -> dict[str, Any]:
    names = [_name_of(row) for row in rows]
    return {
        "contacts": [name for name in names if name][:MOST_CONTACTS],
        "contacts_count": total if total is not None else len(names),
    }


def _name_of(row: Any) -> str:
    return str(row.get("name") or "") if isinstance(row, Mapping) else str(row)
