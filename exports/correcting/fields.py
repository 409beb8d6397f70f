"""What the data map lets a person correct or check, and whom a correction concerns. Pure but for the map."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from accounts.databases.catalogue import Column
from accounts.datamap.vocabulary import DataMap, FieldMap, Recipient, Source, StoreMap, TableMap


@dataclass(frozen=True)
class Entry:
    """One value that may be corrected: where it stands, what it is called, and what may stand there."""

    store: str
    table: str
    key: tuple[str, ...]
    column: str
    label: str
    group: str
    category: str
    value: str | None
    kind: Column

    def as_data(self) -> dict[str, Any]:
        """Return JSON-native data from which `from_data` makes an equal object."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Entry":
        """Return the object that `as_data` described."""
        kind = Column(**{**data["kind"], "options": tuple(data["kind"]["options"])})
        return cls(**{**data, "key": tuple(data["key"]), "kind": kind})


def correctable(store: StoreMap) -> Iterator[tuple[TableMap, list[FieldMap]]]:
    """Yield the tables with the fields whose values people may correct in place."""
    for table in store.tables.values():
        fields = [field for field in table.fields if field.correct]
        if fields:
            yield table, fields


def any_correctable(datamap: DataMap) -> bool:
    """Return whether the map lets people correct anything in place."""
    return any(True for store in datamap.stores.values() for _ in correctable(store))


def checkable(datamap: DataMap) -> list[tuple[StoreMap, TableMap, str]]:
    """Return the withheld columns about which people may ask whether a value is right."""
    return [
        (store, table, column)
        for store in datamap.stores.values()
        for table in store.tables.values()
        for column in table.checkable
    ]


def name_of(table: TableMap, column: str) -> str:
    """Return what a column is called; a withheld one has no name but its own."""
    named = {field.column: field.label for field in table.fields}
    return named.get(column, column.replace("_", " ").capitalize())


def sources_of(datamap: DataMap, category: str) -> list[Source]:
    """Return where data of a category comes from, apart from its person (Civ. Code 1798.106; 11 CCR 7023(i))."""
    known = datamap.categories.get(category)
    every = [datamap.sources[key] for key in known.sources] if known else []
    return [source for source in every if source.kind != "person"]


def recipients_of(datamap: DataMap, category: str) -> list[Recipient]:
    """Return who received data of a category and has to hear of a correction (GDPR 19); the public cannot be told."""
    known = datamap.categories.get(category)
    every = [datamap.recipients[key] for key in known.recipients] if known else []
    return [one for one in every if one.kind not in ("public", "authority")]
