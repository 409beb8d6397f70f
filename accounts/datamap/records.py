"""Read what rows are to other services, and refuse what could not be handed on or would be somebody else's."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from accounts.datamap import vocabulary as v
from accounts.datamap.columns import unquoted
from accounts.datamap.errors import nearest
from accounts.datamap.paths import CONDITION, NAME, need_column
from accounts.datamap.reader import Entry

COLUMN = re.compile(r"\{([^{}]+)\}")
POINTER = re.compile(rf"\s*(?P<column>{NAME})(?:\s*>\s*(?P<table>{NAME}))?\s*")
PARTS = (
    "title", "summary", "content", "published", "updated", "quote", "count", "name", "handle", "email", "image", "tags", "order",
)  # fmt: skip
"""Keys that name one column."""
ANY_TYPE = ("type", "id", "by", "published")


@dataclass(frozen=True)
class _Form:
    needed: tuple[str, ...]
    others: tuple[str, ...]


FORMS: Mapping[str, _Form] = {
    "story": _Form(
        ("content",),
        ("content_format", "title", "summary", "updated", "url", "image", "tags", "draft", "public"),
    ),
    "comment": _Form(("content", "in_reply_to"), ("content_format", "updated", "url", "public")),
    "clap": _Form(("of",), ("count",)),
    "highlight": _Form(("of",), ("quote", "place", "content", "content_format", "public")),
    "follow": _Form(("of",), ()),
    "block": _Form(("of",), ()),
    "list": _Form(("title",), ("summary", "url", "public")),
    "list_item": _Form(("of", "within"), ("content", "content_format", "order")),
    "bookmark": _Form(("of",), ("content", "content_format")),
    "profile": _Form(("name",), ("handle", "email", "summary", "image", "url")),
}
"""What each type of record must and may say."""


def read_record(entry: Entry) -> v.RecordMap:
    """Return what the rows of a table are. Raise DataMapError for keys that do not go with the type."""
    given = entry.keys_among(
        *ANY_TYPE, "url", "of", "in_reply_to", "within", "content_format", "draft", "public", "place", *PARTS, needed=["type"]
    )  # fmt: skip
    kind = given["type"].choice(get_args(v.RecordType))
    form = FORMS[kind]
    allowed = (*ANY_TYPE, *form.needed, *form.others)
    for key, item in given.items():
        if key not in allowed:
            raise item.error(f"A {kind} has no {key}. {nearest(key, allowed)}")
    for key in form.needed:
        if key not in given:
            raise entry.error(f"The key {key} is missing: a {kind} is nothing without it.")
    about = given.get("in_reply_to", given.get("of"))
    text = given["content_format"].choice(get_args(v.ContentFormat)) if "content_format" in given else "html"
    return v.RecordMap(
        kind,  # type: ignore[arg-type]
        {part: given[part].text() for part in PARTS if part in given},
        _pointers(about),
        _pointers(given.get("within")),
        _address(given.get("id")),
        _address(given.get("url")),
        text,  # type: ignore[arg-type]
        given["by"].text() if "by" in given else "",
        _condition(given.get("draft")),
        _condition(given.get("public")),
        given["place"].texts() if "place" in given else (),
    )


def _address(entry: Entry | None) -> str:
    if entry is None:
        return ""
    return entry.matching(
        r"https?://[^\s{}]+(\{[^{}]+\}[^\s{}]*)+",
        "{} is no address with a column in braces. Write it as in https://example.org/p/{{id}}.",
    )


def _pointers(entry: Entry | None) -> tuple[v.Pointer, ...]:
    if entry is None:
        return ()
    found = []
    for item in entry.elements() if entry.is_list else [entry]:
        match = POINTER.fullmatch(item.text())
        if match is None:
            raise item.error(
                f'Cannot read "{item.text()}". Write: column > table, or a column that holds an address.'
            )
        found.append(v.Pointer(unquoted(match["column"]), unquoted(match["table"] or "")))
    return tuple(found)


def _condition(entry: Entry | None) -> tuple[tuple[str, str], ...]:
    """Return columns and values; of nothing and of `true`, none or what every row fulfils."""
    if entry is None:
        return ()
    if entry.scalar() is True:
        return ALWAYS
    found = []
    for part in entry.text().split(" and "):
        match = CONDITION.fullmatch(part)
        if match is None:
            raise entry.error(
                f'Cannot read "{part.strip()}". Write: column = value and other = value, or true.'
            )
        found.append((unquoted(match["column"]), unquoted(match["value"])))
    return tuple(found)


ALWAYS = (("", ""),)
"""The condition that every row fulfils."""


def check_record(
    table: v.TableMap, people: Mapping[str, v.PersonTable], tables: Mapping[str, v.TableMap], entry: Entry
) -> None:
    """Raise DataMapError where a record names what is not exported, points at no record, or may be somebody else's doing."""
    record = table.record
    if record is None:
        return
    place = entry.at("record")
    for key, column in _named(record):
        _need_shown(table, column, place.at(key))
    for column in COLUMN.findall(record.id):
        if column not in table.key:
            raise place.at("id").error(
                f"{column} is no part of the key, and what points at the record knows only the key. {nearest(column, table.key)}"
            )
    if "image" in record.columns and record.columns["image"] not in table.files:
        raise place.at("image").error(
            f"{record.columns['image']} names no file. {nearest(record.columns['image'], table.files)}"
        )
    for pointer, kind, item in _pointed(record, place):
        _check_pointer(pointer, tables, kind, item)
    _check_by(table, record, people, place)


def _named(record: v.RecordMap) -> Iterator[tuple[str, str]]:
    """Yield each key with each column that it names, `by` aside: that one may be masked."""
    yield from record.columns.items()
    yield from (("place", column) for column in record.place)
    yield from (("id", column) for column in COLUMN.findall(record.id))
    yield from (("url", column) for column in COLUMN.findall(record.url))
    about = "in_reply_to" if record.type == "comment" else "of"
    yield from ((about, pointer.column) for pointer in record.of)
    yield from (("within", pointer.column) for pointer in record.within)
    yield from (("draft", column) for column, _value in record.draft if column)
    yield from (("public", column) for column, _value in record.public if column)


def _need_shown(table: v.TableMap, column: str, entry: Entry) -> None:
    shown = {field.column: field for field in table.fields}
    if column in table.withheld:
        raise entry.error(f"{column} is withheld, so it cannot be handed on. {nearest(column, shown)}")
    need_column(table.table, column, shown, entry)
    if shown[column].mask_others or shown[column].whose:
        raise entry.error(f"{column} may speak of somebody else, so it cannot be handed on.")


def _pointed(record: v.RecordMap, place: Entry) -> Iterator[tuple[v.Pointer, str, Entry]]:
    """Yield each pointer with the type of record it must point at, if any, and where it stands."""
    about = place.at("in_reply_to" if record.type == "comment" else "of")
    for pointers, kind, entry in ((record.of, "", about), (record.within, "list", place.at("within"))):
        for pointer, item in zip(pointers, entry.elements() if entry.is_list else [entry], strict=False):
            yield pointer, kind, item


def _check_pointer(pointer: v.Pointer, tables: Mapping[str, v.TableMap], kind: str, entry: Entry) -> None:
    if not pointer.table:
        if kind:
            raise entry.error(f"Say which table the {kind} is in: {pointer.column} > table.")
        return
    records = [name for name, one in tables.items() if one.record and (not kind or one.record.type == kind)]
    if pointer.table not in records:
        what = f"no record of the type {kind}" if kind else "no record"
        raise entry.error(f"{pointer.table} is {what}. {nearest(pointer.table, records)}")
    if len(tables[pointer.table].key) != 1:
        raise entry.error(
            f"A record is pointed at by a key of one column. That of {pointer.table} has another."
        )


def _check_by(
    table: v.TableMap, record: v.RecordMap, people: Mapping[str, v.PersonTable], place: Entry
) -> None:
    """Raise DataMapError unless every row is the person's own doing, or `by` tells those that are."""
    ways = {path.hops[0].columns[0].name for path in table.paths if _is_direct(path, people)}
    if record.by and record.by not in ways:
        raise place.at("by").error(
            f"{record.by} does not lead straight to a person. {nearest(record.by, ways)}"
        )
    if not record.by and (len(table.paths) > 1 or table.shared):
        raise place.error(
            "Rows reach the person in several ways, so some are somebody else's doing. Add by: the column that names who did it."
        )


def _is_direct(path: v.Path, people: Mapping[str, v.PersonTable]) -> bool:
    if len(path.hops) != 1 or path.identifier or path.hops[0].table not in people:
        return False
    hop = path.hops[0]
    return len(hop.columns) == 1 and hop.columns[0].plain and hop.targets == people[hop.table].key
