"""Pages to read: the rows of a table as plain HTML, made from the finished JSON, not from the database again."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from django.template.loader import render_to_string

from accounts.datamap.vocabulary import FieldMap, TableMap
from exports.archive.reader import read_member
from exports.building.content import Content
from exports.building.names import data_name, file_of_row, is_picture, list_name, own_name, page_name
from exports.building.rows import Value, json_lines, read_row
from exports.building.words import in_words
from exports.models import PackageSection
from exports.stores.folders import can_be_a_file

ROWS_ON_A_PAGE = 500
NEIGHBOURS = 2
"""Pages before and behind the present one that its list of pages names, beside the first and the last."""
TOP = "../../"


@dataclass(frozen=True)
class Place:
    """Where pages stand among those of their table, whose rows may be in several sections.

    `stem` is the table's, `before` and `rows_before` how many pages and rows are in earlier sections, `last` the number of
    all pages, `records` that of all rows.
    """

    stem: str
    before: int
    rows_before: int
    last: int
    records: int


def pages_content(key: bytes, rows: PackageSection, table: TableMap, place: Place) -> Content:
    """Return pages of 500 rows each for a finished section of rows, numbered through the whole table."""
    content = Content(records=rows.records)
    content.stream = _pages(content, key, rows, table, place)
    return content


def page_count(records: int) -> int:
    """Return how many pages that many rows take."""
    return -(-records // ROWS_ON_A_PAGE)


def turning(stem: str, number: int, last: int) -> list[tuple[int, str]]:
    """Return the pages that page `number` leads to, as numbers and names; 0 stands where some are left out."""
    near = range(number - NEIGHBOURS, number + NEIGHBOURS + 1)
    shown = [n for n in range(1, last + 1) if n in (1, last) or n in near] if last < 100 else []
    shown = shown or sorted({1, last, *(n for n in near if 0 < n <= last)})
    here = stem.rpartition("/")[2]
    found: list[tuple[int, str]] = []
    for n in shown:
        if found and n > found[-1][0] + 1:
            found.append((0, ""))
        found.append((n, page_name(here, n).removeprefix("html/")))
    return found


def _pages(
    content: Content, key: bytes, rows: PackageSection, table: TableMap, place: Place
) -> Iterator[bytes]:
    lines = json_lines(read_member(key, rows, 0))
    for number in range(1, page_count(rows.records) + 1):
        page = _page(lines, rows, table, number, place)
        yield from content.members.add(page_name(place.stem, place.before + number), page)


def _page(
    lines: Iterator[bytes], rows: PackageSection, table: TableMap, own: int, place: Place
) -> Iterator[bytes]:
    """Yield a page, whose number among those of this section is `own`."""
    number, last = place.before + own, place.last
    frame = render_to_string(
        "exports/archive/table.html",
        {
            "table": table,
            "number": number,
            "last": last,
            "first_row": place.rows_before + (own - 1) * ROWS_ON_A_PAGE + 1,
            "last_row": place.rows_before + min(own * ROWS_ON_A_PAGE, rows.records),
            "records": place.records,
            "pages": turning(place.stem, number, last) if last > 1 else [],
            "json": TOP + data_name(rows.stem),
            "top": TOP,
        },
    )
    before, _mark, after = frame.partition("<!-- rows -->")
    yield before.encode()
    shown = [_Shown.of(field, table, place.stem) for field in table.fields]
    for _ in range(ROWS_ON_A_PAGE):
        line = next(lines, None)
        if line is None:
            break
        yield _listed(read_row(line), shown).encode(errors="backslashreplace")
    yield after.encode()


@dataclass(frozen=True)
class _Shown:
    """How a field stands on the page: its escaped heading, and whether it names a file of the archive."""

    column: str
    heading: str
    files_of: str = ""

    @classmethod
    def of(cls, field: FieldMap, table: TableMap, stem: str) -> "_Shown":
        note = f" <small>({escape(field.derived)})</small>" if field.derived else ""
        files = stem if field.column in table.files and field.column not in table.withheld else ""
        return cls(field.column, escape(field.label) + note, files)

    def value(self, value: Value) -> str:
        if self.files_of and isinstance(value, str) and can_be_a_file(value):
            return linked(file_of_row(self.files_of, self.column, value), value)
        return in_words(value)


def _listed(row: dict[str, Value], shown: list[_Shown]) -> str:
    parts = ["<dl>"]
    for one in shown:
        value = row.get(one.column)
        if value is None or value == "":
            continue
        parts.append(f"<div><dt>{one.heading}</dt><dd>{one.value(value)}</dd></div>")
    parts.append("</dl>\n")
    return "".join(parts)


def linked(path: str, name: str) -> str:
    """Return a link to a file of the archive, for a page two folders deep, with the picture where it is one."""
    target, words = escape(TOP + quote(path)), escape(name)
    picture = f'<img src="{target}" alt="" loading="lazy">' if is_picture(path) else ""
    return f'<a href="{target}">{picture}{words}</a>'


def with_list(content: Content, label: str, stem: str, before: int) -> Content:
    """Return a piece of files that ends with a page which leads to each of them; `before` files came in earlier pieces."""
    content.stream = _and_list(content, content.stream, label, stem, before)
    return content


def _and_list(
    content: Content, stream: Iterator[bytes], label: str, stem: str, before: int
) -> Iterator[bytes]:
    yield from stream
    files = list(content.members.made)
    if files:
        page = _list([file.name for file in files], label)
        yield from content.members.add(list_name(stem, before), page)


def _list(names: list[str], label: str) -> Iterator[bytes]:
    frame = render_to_string(
        "exports/archive/files.html", {"label": label, "records": len(names), "top": TOP}
    )
    start, _mark, end = frame.partition("<!-- files -->")
    yield start.encode()
    for name in names:
        yield f"<li>{linked(name, own_name(name))}</li>\n".encode(errors="backslashreplace")
    yield end.encode()
