"""Paths from a table's rows to the person: `column > table.column / column > table.column`.

A step may join on several columns (`(shop, no) > order.(shop, no)`), start inside a JSON document
(`doc->actor->id > user.id`) or at an array of keys (`members[] > user.id`), and be taken only by some rows
(`owner_id > user.id when owner_type = user`). Where one side is a number and the other a text that holds one, they are compared as
text (`object_id > user.id as text when content_type = 7`).
"""

import re
from collections.abc import Iterable, Mapping
from typing import get_args

from accounts.datamap import vocabulary as v
from accounts.datamap.columns import ColumnRef, column_ref, unquoted
from accounts.datamap.errors import nearest
from accounts.datamap.reader import Entry

NAME = r'(?:"[^"]+"|[^\s"(),]+)'
SIDE = rf"(?:{NAME}|\({NAME}(?:\s*,\s*{NAME})*\))"
STEP = re.compile(
    rf"\s*(?P<columns>{SIDE})\s*>\s*(?:@(?P<kind>\S+)|(?P<table>{NAME}?)\.(?P<targets>{SIDE}))"
    rf"(?P<as_text>\s+as\s+text)?(?:\s+when\s+(?P<when>.+))?\s*"
)
CONDITION = re.compile(rf"\s*(?P<column>{NAME})\s*=\s*(?P<value>\"[^\"]*\"|\S+)\s*")
HOW = (
    "Write: column > table.column, (one, two) > table.(one, two), column > table.column when other = value, "
    "or at the end column > @email."
)


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
        match = STEP.fullmatch(step)
        if match is None or identifier is not None:
            raise entry.error(_unreadable(step.strip()))
        columns = tuple(_column(name, step, entry) for name in _names(match["columns"]))
        if len(columns) > 1 and any(column.many for column in columns):
            raise entry.error(
                f'"{step.strip()}" joins an array with other columns. An array takes a step alone.'
            )
        if match["kind"]:
            identifier = _identifier(match, columns, entry)
            continue
        targets = tuple(unquoted(name) for name in _names(match["targets"]))
        if len(targets) != len(columns):
            raise entry.error(
                f'"{step.strip()}" has {len(columns)} columns on one side and {len(targets)} on the other.'
            )
        conditions = _conditions(match["when"], entry)
        hops.append(v.Hop(columns, unquoted(match["table"]), targets, conditions, bool(match["as_text"])))
    return v.Path(tuple(hops), identifier)


def _identifier(match: re.Match[str], columns: tuple[ColumnRef, ...], entry: Entry) -> v.IdentifierEnd:
    kind = match["kind"]
    if kind not in get_args(v.IdentifierKind):
        raise entry.error(f"{kind} is no kind of identifier. {nearest(kind, get_args(v.IdentifierKind))}")
    if match["when"] or len(columns) != 1 or columns[0].many:
        raise entry.error(f"A path ends in one column with an identifier. {HOW}")
    return v.IdentifierEnd(columns[0], kind)


def _unreadable(step: str) -> str:
    """Return what is wrong with a step: most often the column behind the table is missing."""
    end = step.partition(">")[2].strip()
    if re.fullmatch(NAME, end) and "." not in end and not end.startswith("@"):
        return f'Cannot read "{step}": name the column too, as in {end}.id.'
    return f'Cannot read "{step}". {HOW}'


def _names(side: str) -> list[str]:
    return re.findall(NAME, side)


def _column(name: str, step: str, entry: Entry) -> ColumnRef:
    try:
        return column_ref(name)
    except ValueError as error:
        raise entry.error(
            f'Cannot read {name} in "{step.strip()}". A column is a name, doc->key->key or name[].'
        ) from error


def _conditions(text: str | None, entry: Entry) -> tuple[tuple[str, str], ...]:
    found = []
    for part in (text or "").split(" and ") if text else ():
        match = CONDITION.fullmatch(part)
        if match is None:
            raise entry.error(
                f'Cannot read "{part.strip()}" after when. Write: when column = value and other = value.'
            )
        found.append((unquoted(match["column"]), unquoted(match["value"])))
    return tuple(found)


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
        for name in (*(c.name for c in hop.columns), *(column for column, _value in hop.when)):
            need_column(here.table, name, here.columns, place)
        if hop.table not in tables:
            raise place.error(f"The table {hop.table} is not declared. {nearest(hop.table, tables)}")
        here = tables[hop.table]
        for target in hop.targets:
            need_column(here.table, target, here.columns, place)
    if path.identifier is not None:
        need_column(here.table, path.identifier.column.name, here.columns, place)
    elif here.table not in people:
        raise place.error(
            f"The path ends at {here.table}, which is not under people. {nearest(here.table, people)}"
        )


def need_column(table: str, column: str, columns: Iterable[str], entry: Entry) -> None:
    """Raise DataMapError at this entry when the table has no such column."""
    if column not in columns:
        raise entry.error(f"{table} has no column {column}. {nearest(column, columns)}")
