"""Rows as CSV (RFC 4180), made from the finished JSON, not from the database again.

UTF-8 with a byte order mark, because the spreadsheet most people have takes a file without one for something else. The first line has the
names of the columns as JSON and schema have them. Text stands in quotes, numbers and truth values do not, nothing is
nothing, and what is nested is its JSON. A text that a spreadsheet would run as a formula has an apostrophe in front, and so has one
that begins with an apostrophe: whoever takes one apostrophe away from the front of each text that has one has the exact value.
"""

from collections.abc import Iterator

from accounts.datamap.vocabulary import TableMap
from exports.archive.reader import read_member
from exports.building.content import Content
from exports.building.names import sheet_name
from exports.building.rows import Number, Value, json_lines, read_row
from exports.models import PackageSection

BOM = "\ufeff"
RUN = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet may take for the beginning of a formula, wide forms too."""
GUARD = "'"
LINE_END = "\r\n"
FORM = {
    "encoding": "UTF-8 with a byte order mark",
    "delimiter": ",",
    "line_end": "CRLF",
    "guard": "A text that begins with one of = + - @, their wide forms, a tab, a line break or an apostrophe has "
    "one more apostrophe in front. Take it away to have the exact value.",
}
"""How the files are written, for the manifest."""


def sheet_content(key: bytes, rows: PackageSection, table: TableMap) -> Content:
    """Return a finished section of rows as CSV."""
    content = Content(records=rows.records)
    content.stream = content.members.add(sheet_name(rows.stem), _sheet(key, rows, table))
    return content


def _sheet(key: bytes, rows: PackageSection, table: TableMap) -> Iterator[bytes]:
    columns = [field.column for field in table.fields]
    yield (BOM + ",".join(map(_text, columns)) + LINE_END).encode()
    for line in json_lines(read_member(key, rows, 0)):
        row = read_row(line)
        cells = ",".join([cell(row.get(column)) for column in columns])
        yield (cells + LINE_END).encode(errors="backslashreplace")


def cell(value: Value) -> str:
    """Return the value as it stands between two commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number) or not isinstance(value, str):
        return str(value)
    return _text(value)


def _text(value: str) -> str:
    guarded = GUARD + value if value.startswith((*RUN, GUARD)) else value
    return '"' + guarded.replace('"', '""') + '"'
