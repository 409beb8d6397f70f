"""Rows of some days: what a table's column of days is compared with."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from accounts.databases.catalogue import Column
from exports.stores.located import Edges
from exports.stores.shape import read_live
from exports.stores.store import Store

WITH_ZONE = ("timestamptz",)


def edges_of(store: Store, since: date | None, until: date | None) -> Mapping[str, Edges]:
    """Return for each table that says of which day its rows are: where the days asked for begin, and where they have ended.

    Days are those of the organisation's time zone, both included. Written as the column writes a moment: a day, a
    moment with its zone, or one in UTC without. Raise StoreUnavailable, StoreFault.
    """
    if since is None and until is None:
        return {}
    live = read_live(store)
    found: dict[str, Edges] = {}
    for name, table in store.map.tables.items():
        column = live.columns.get((store.schema_of(table), table.relation), {}).get(table.dated)
        if column is not None and tells_a_day(column, store):
            ends = until + timedelta(days=1) if until else None
            found[name] = (_edge(since, column), _edge(ends, column))
    return found


def tells_a_day(column: Column, store: Store) -> bool:
    """Return whether a column can be compared with a day: one of dates or times, and text where the server keeps these as text."""
    return column.family == "D" or (column.family == "S" and store.engine.dates_are_text)


def _edge(day: date | None, column: Column) -> str | None:
    if day is None:
        return None
    if column.base == "date":
        return day.isoformat()
    midnight = timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())
    in_utc = midnight.astimezone(UTC)
    return (in_utc if column.base in WITH_ZONE else in_utc.replace(tzinfo=None)).isoformat(sep=" ")
