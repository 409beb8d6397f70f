"""Pages to read: the rows of a table as plain HTML, made from the finished JSON, not from the database again."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from typing import Any

import orjson
from django.template.loader import render_to_string
from django.utils.dateformat import format as date_format

from accounts.datamap.vocabulary import TableMap
from exports.archive.reader import read_member
from exports.building.content import Content
from exports.models import PackageSection

ROWS_ON_A_PAGE = 500
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?")
DAY = len("2026-12-02")


def pages_content(key: bytes, rows: PackageSection, table: TableMap) -> Content:
    """Return pages of 500 rows each for a finished section of rows."""
    content = Content(records=rows.records)
    content.stream = _pages(content, key, rows, table)
    return content


def page_name(stem: str, number: int) -> str:
    """Return the path of a page in the archive."""
    return f"html/{stem}-{number:04}.html"


def page_count(records: int) -> int:
    """Return how many pages that many rows take."""
    return -(-records // ROWS_ON_A_PAGE)


def _pages(content: Content, key: bytes, rows: PackageSection, table: TableMap) -> Iterator[bytes]:
    lines = json_lines(read_member(key, rows, 0))
    for number in range(1, page_count(rows.records) + 1):
        yield from content.members.add(page_name(rows.stem, number), _page(lines, rows, table, number))


def _page(lines: Iterator[bytes], rows: PackageSection, table: TableMap, number: int) -> Iterator[bytes]:
    here = rows.stem.rpartition("/")[2]
    last = page_count(rows.records)
    frame = render_to_string(
        "exports/archive/table.html",
        {
            "table": table,
            "number": number,
            "last": last,
            "records": rows.records,
            "previous": f"{here}-{number - 1:04}.html" if number > 1 else "",
            "next": f"{here}-{number + 1:04}.html" if number < last else "",
            "json": f"../../data/{rows.stem}.json",
            "top": "../../",
        },
    )
    before, _mark, after = frame.partition("<!-- rows -->")
    yield before.encode()
    labels = [(field.column, escape(field.label), escape(field.derived)) for field in table.fields]
    for _ in range(ROWS_ON_A_PAGE):
        line = next(lines, None)
        if line is None:
            break
        yield _record(line, labels).encode(errors="backslashreplace")
    yield after.encode()


def _record(line: bytes, labels: list[tuple[str, str, str]]) -> str:
    try:
        return _listed(_row(line), labels)
    except RecursionError:
        return f"<pre>{escape(line.decode())}</pre>\n"


def _row(line: bytes) -> dict[str, Any]:
    try:
        row: dict[str, Any] = orjson.loads(line)
    except orjson.JSONDecodeError:
        # A column of type json takes halves of characters, numbers beyond any and deep nests: slower, but read.
        row = json.loads(line)
    return row


def _listed(row: dict[str, Any], labels: list[tuple[str, str, str]]) -> str:
    parts = ["<dl>"]
    for column, label, derived in labels:
        value = row.get(column)
        if value is None or value == "":
            continue
        note = f" <small>({derived})</small>" if derived else ""
        parts.append(f"<div><dt>{label}{note}</dt><dd>{escape(_words(value))}</dd></div>")
    parts.append("</dl>\n")
    return "".join(parts)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return _date(value)
    return json.dumps(value, ensure_ascii=False, indent=1) if isinstance(value, dict | list) else str(value)


def _date(value: str) -> str:
    """Return a moment or a day in words; the JSON beside it keeps the exact form."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if len(value) == DAY:
        return date_format(moment, "j F Y")
    return date_format(moment.astimezone(UTC), "j F Y, H:i:s") + " (UTC)"


def json_lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the rows of an array that has one row on each line."""
    waiting = b""
    for piece in pieces:
        *lines, waiting = (waiting + piece).split(b"\n")
        for line in lines:
            row = line.removesuffix(b",")
            if row not in (b"[", b"]", b"[]", b""):
                yield row
