"""Paths from a table's rows to the person: `column > table.column / column > table.column`."""

import re
from collections.abc import Iterable, Mapping
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
    if entry.blank:
        return v.Path()
    text = entry.text()
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
    person = entry.items()["person"]
    places = list(person.elements()) if person.is_list else [person]
    if table.table in people and v.Path() not in table.paths:
        raise person.error(f'{table.table} stands under people: each row is a person, so person is "".')
    for path, place in zip(table.paths, places, strict=True):
        _check_path(path, table, people, tables, place)


def _check_path(
    path: v.Path,
    here: v.TableMap,
    people: Mapping[str, v.PersonTable],
    tables: Mapping[str, v.TableMap],
    place: Entry,
) -> None:
    if path == v.Path() and here.table not in people:
        raise place.error(
            f"{here.table} is not under people, so its rows need a path. {nearest(here.table, people)}"
        )
    for hop in path.hops:
        need_column(here.table, hop.column, here.columns, place)
        if hop.table not in tables:
            raise place.error(f"The table {hop.table} is not declared. {nearest(hop.table, tables)}")
        here = tables[hop.table]
        need_column(here.table, hop.target, here.columns, place)
    if path.identifier is not None:
        need_column(here.table, path.identifier.column, here.columns, place)
    elif here.table not in people:
        raise place.error(
            f"The path ends at {here.table}, which is not under people. {nearest(here.table, people)}"
        )


def need_column(table: str, column: str, columns: Iterable[str], entry: Entry) -> None:
    """Raise DataMapError at this entry when the table has no such column."""
    if column not in columns:
        raise entry.error(f"{table} has no column {column}. {nearest(column, columns)}")
