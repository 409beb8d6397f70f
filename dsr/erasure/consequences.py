"""What an erasure deletes and what it keeps, in words for the person: beforehand from the map, afterwards from the plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.clock import today
from accounts.datamap.current import current
from accounts.datamap.models import PORTAL
from accounts.datamap.vocabulary import DataMap
from dsr.erasure.plan import kept, kept_files

RECORD = "request-record"
"""The rule under which the portal keeps the record of a request; what else it keeps is part of that record."""


@dataclass(frozen=True)
class Kept:
    """Something that stays: its name, why, by which rule, and until when where that is known."""

    name: str
    reason: str
    rule: str
    until: date | None
    whole: bool = False


def deleted_categories() -> list[str]:
    """Return the names of the categories of which everything or most is deleted, in the map's order."""
    datamap = current()
    gone = {c for table in datamap.tables() if table.erase != "retain" for c in table.categories}
    stays = {table.category for table in datamap.tables() if table.erase == "retain"}
    gone |= {objects.category for objects in datamap.objects() if objects.erase != "retain"}
    stays |= {objects.category for objects in datamap.objects() if objects.erase == "retain"}
    return [category.name for key, category in datamap.categories.items() if key in gone - stays]


def kept_parts() -> list[Kept]:
    """Return what the map keeps of anybody, the company's own data first and the record of the request last."""
    datamap = current()
    lines = [
        (table.store, table.label, table.erase, kept(table, datamap, today())["kept"])
        for table in datamap.tables()
        if table.retain is not None
    ]
    lines += [
        (objects.store, objects.name, objects.erase, kept_files(objects, datamap, today())["kept"])
        for objects in datamap.objects()
        if objects.retain is not None
    ]
    return _told(lines, datamap)


def kept_in(plan: Mapping[str, Any]) -> list[Kept]:
    """Return what a plan keeps of this person: only where there were rows."""
    lines = [
        (store["key"], table["name"], table["handling"], table["kept"])
        for store in plan["stores"]
        for table in store["tables"]
        if "kept" in table and table["rows"]
    ]
    return _told(lines, current())


def _told(lines: Iterable[tuple[str, str, str, Mapping[str, Any]]], datamap: DataMap) -> list[Kept]:
    found, portal = [], []
    for store, name, handling, what in lines:
        until = date.fromisoformat(what["until"]) if what["until"] else None
        part = Kept(name, what["reason"], what["rule"], until, handling == "retain")
        if what["fields"]:
            (portal if store == PORTAL else found).append(part)
    if portal:
        record = datamap.retention[RECORD]
        until = max((part.until for part in portal if part.until), default=None)
        found.append(
            Kept(
                _("The record of your request in this portal"), record.reason, record.name, until, whole=True
            )
        )
    return found
