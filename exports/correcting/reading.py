"""Read the values a person may correct. Done by a worker; what it read is sealed and soon dropped."""

from collections.abc import Iterator

from accounts.clock import now
from accounts.databases.catalogue import Column
from accounts.datamap.current import current
from accounts.datamap.vocabulary import TableMap
from accounts.errors import DomainError
from accounts.jobs import LeaseLost
from accounts.models import DataSubject
from accounts.sealing import readable, seal
from exports.correcting.fields import Entry, correctable
from exports.correcting.typed import can_be_typed
from exports.models import CorrectableValues
from exports.stores import cells
from exports.stores.locate import locate
from exports.stores.registry import all_stores
from exports.stores.shape import shape
from exports.stores.store import Store, StoreFault, StoreUnavailable

MOST_ROWS = 20
"""Rows of one table whose values can be corrected one by one; where there are more, staff do it."""


def read(pk: int) -> None:
    """Read and seal the values; a store that cannot be asked is named as such. Raise what is unexpected, after the job was put back."""
    values = CorrectableValues.claim(pk)
    if values is None:
        return
    entries: list[Entry] = []
    unavailable: list[str] = []
    try:
        for store in all_stores():
            if not any(True for _ in correctable(store.map)):
                continue
            values.heartbeat()
            try:
                entries += _entries(store, values.subject)
            except (StoreUnavailable, StoreFault):
                unavailable.append(store.key)
        sealed = seal(values.subject, [entry.as_data() for entry in entries], life="account")
        values.finish(sealed_entries=sealed, unavailable=unavailable, read_at=now())
    except LeaseLost:
        return
    except DomainError as error:
        values.give_up(error.code)
    except Exception:
        values.retry_later("unexpected")
        raise


def entries_of(values: CorrectableValues | None) -> list[Entry] | None:
    """Return what was read, or None while there is nothing: not read yet, or dropped."""
    if values is None or values.sealed_entries is None:
        return None
    kept = readable(values.subject, values.sealed_entries, life="account")
    return None if kept is None else [Entry.from_data(one) for one in kept]


def _entries(store: Store, subject: DataSubject) -> Iterator[Entry]:
    located = locate(store, subject)
    if located.nothing:
        return
    live = shape(store).columns
    for table, fields in correctable(store.map):
        columns = live.get(table.table, {})
        open_to_all = [f for f in fields if f.column in columns and can_be_typed(columns[f.column])]
        if not open_to_all:
            continue
        found = cells.read(store, table, located, [f.column for f in open_to_all], most=MOST_ROWS)
        for number, (key, row) in enumerate(found, 1):
            for field in open_to_all:
                yield Entry(
                    store.key,
                    table.table,
                    key,
                    field.column,
                    field.label,
                    _group(table, number, len(found)),
                    field.category,
                    row[field.column],
                    columns[field.column],
                )


def _group(table: TableMap, number: int, of: int) -> str:
    return table.label if of == 1 else f"{table.label} ({number})"


def still_correctable(entry: Entry) -> tuple[TableMap, Column] | None:
    """Return the table and the column of an entry as the map of now has them, or None when it is not correctable any more."""
    store = current().stores.get(entry.store)
    table = store.tables.get(entry.table) if store else None
    if table is None or not any(f.column == entry.column and f.correct for f in table.fields):
        return None
    return table, entry.kind
