"""Paths from a table's rows to the person: `column > table.column / column > table.column`."""

import re
from collections.abc import Mapping
from typing import get_args

from accounts.datamap import vocabulary as v
from accounts.datamap.errors import nearest
from accounts.datamap.reader import Entry

STEP = re.compile(r"^\s*(?P<column>\S+)\s*>\s*(?P<end>@?\S+)\s*$")


def read_paths(entry: Entry) -> tuple[v.Path, ...]:
    """Return the paths written in an entry: one text or a list of texts."""
    texts = entry.elements() if entry.is_list else [entry]
    return tuple(_path(item) for item in texts)


def _path(entry: Entry) -> v.Path:
    text = "" if entry.empty else entry.text()
    if not text.strip():
        return v.Path()
    hops: list[v.Hop] = []
    identifier = None
    for step in text.split(" / "):
        match = STEP.match(step)
        if match is None or identifier is not None:
            raise entry.error(
                f'Cannot read "{step.strip()}". Write: column > table.column, or at the end column > @email.'
            )
        column, end = match["column"], match["end"]
        if end.startswith("@"):
            kind = end[1:]
            if kind not in get_args(v.IdentifierKind):
                raise entry.error(
                    f"{kind} is no kind of identifier. {nearest(kind, get_args(v.IdentifierKind))}"
                )
            identifier = v.IdentifierEnd(column, kind)
            continue
        table, dot, target = end.rpartition(".")
        if not dot:
            raise entry.error(f'Cannot read "{step.strip()}": name the column too, as in {end}.id.')
        hops.append(v.Hop(column, table, target))
    return v.Path(tuple(hops), identifier)


def check_paths(
    table: v.TableMap, people: Mapping[str, v.PersonTable], tables: Mapping[str, v.TableMap], entry: Entry
) -> None:
    """Raise DataMapError when a path uses an undeclared column or table, or does not end at a person."""
    place = entry.items()["person"]
    for path in table.paths:
        here = table
        if not path.hops and path.identifier is None and table.table not in people:
            raise place.error(
                f"{table.table} is not under people, so its rows need a path. {nearest(table.table, people)}"
            )
        for hop in path.hops:
            if hop.column not in here.columns:
                raise place.error(
                    f"{here.table} has no column {hop.column}. {nearest(hop.column, here.columns)}"
                )
            if hop.table not in tables:
                raise place.error(f"The table {hop.table} is not declared. {nearest(hop.table, tables)}")
            here = tables[hop.table]
            if hop.target not in here.columns:
                raise place.error(
                    f"{here.table} has no column {hop.target}. {nearest(hop.target, here.columns)}"
                )
        if path.identifier is not None:
            if path.identifier.column not in here.columns:
                raise place.error(
                    f"{here.table} has no column {path.identifier.column}. {nearest(path.identifier.column, here.columns)}"
                )
        elif here.table not in people:
            raise place.error(
                f"The path ends at {here.table}, which is not under people. {nearest(here.table, people)}"
            )
