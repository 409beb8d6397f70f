"""What closing an account would do, in words for the person: from the map, without looking anything up."""

from dataclasses import dataclass
from typing import Any

from accounts.clock import today
from accounts.datamap.current import current
from accounts.datamap.vocabulary import DataMap
from dsr.erasure.plan import kept


@dataclass(frozen=True)
class Kept:
    """Something that stays: its name, what stays of it, why and until when."""

    name: str
    whole: bool
    reason: str
    rule: str
    until: str | None


def deleted_categories(datamap: DataMap | None = None) -> list[str]:
    """Return the names of the categories of which something is deleted, in the map's order."""
    datamap = datamap or current()
    used = {
        category for table in datamap.tables() if table.erase != "retain" for category in table.categories
    }
    return [category.name for key, category in datamap.categories.items() if key in used]


def kept_parts(datamap: DataMap | None = None) -> list[Kept]:
    """Return what stays, one entry for each declared reason."""
    datamap = datamap or current()
    entries: dict[tuple[str, str], list[Any]] = {}
    for table in datamap.tables():
        if table.retain is not None:
            what = kept(table, datamap, today())["kept"]
            if what["fields"]:
                entries.setdefault((table.retain.rule, table.retain.reason), []).append((table, what))
    return [
        Kept(
            ", ".join(table.label for table, _ in found),
            all(table.erase == "retain" for table, _ in found),
            found[0][1]["reason"],
            found[0][1]["rule"],
            found[0][1]["until"],
        )
        for found in entries.values()
    ]
