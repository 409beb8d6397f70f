"""Records read back from finished sections of rows: only what the person did, and only what the copy holds anyway."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote, urlsplit

from accounts.datamap.current import current
from accounts.datamap.records import ALWAYS, COLUMN
from accounts.datamap.vocabulary import Pointer, RecordMap, TableMap
from exports.archive.reader import read_member
from exports.building.names import file_of_row
from exports.building.rows import Document, Value, json_lines, read_row
from exports.models import ExportPackage, PackageSection
from exports.portable.outputs import record_tables
from exports.stores.folders import can_be_a_file
from exports.stores.located import Located

LISTS_AT_ONCE = 100
"""Lists whose entries are held at a time; each such batch reads the entries once."""


@dataclass(frozen=True)
class Record:
    """One row as a record. Empty text stands for whatever is not there, is no text, or is not in this copy."""

    table: TableMap
    what: RecordMap
    row: dict[str, Value]
    files_stem: str

    def text(self, part: str) -> str:
        """Return the value of a part of the record as text."""
        return self.value(self.what.columns.get(part, ""))

    def value(self, column: str) -> str:
        """Return the value of a column as JSON writes it, text without quotes."""
        value = self.row.get(column)
        if isinstance(value, bool):
            return "true" if value else "false"
        # Half a character, which a column of type json may hold, can be written nowhere.
        return "" if value is None else str(value).encode(errors="replace").decode()

    def fulfils(self, condition: tuple[tuple[str, str], ...]) -> bool:
        """Return whether the row has all of these values; nobody fulfils a condition that the map does not give."""
        if condition == ALWAYS:
            return True
        return bool(condition) and all(self.value(column) == value for column, value in condition)

    @property
    def draft(self) -> bool:
        """Return whether it was never published."""
        return self.fulfils(self.what.draft)

    @property
    def tags(self) -> list[str]:
        """Return its tags: of an array or of a text with commas between them."""
        value = self.row.get(self.what.columns.get("tags", ""))
        if isinstance(value, Document):
            found = json.loads(value)
            values = found if isinstance(found, list) else []
        else:
            values = str(value or "").split(",")
        return [text for one in values if isinstance(one, str | int) and (text := str(one).strip())]

    @property
    def image(self) -> str:
        """Return the path of its picture in the archive."""
        column = self.what.columns.get("image", "")
        name = self.value(column)
        if not self.files_stem or not name or not can_be_a_file(name):
            return ""
        return quote(file_of_row(self.files_stem, column, name))

    @property
    def id(self) -> str:
        """Return what every reference to it says too: an address, or a name that never changes."""
        return identity(self.table, [self.value(column) for column in self.table.key])

    @property
    def url(self) -> str:
        """Return its address on the company's site."""
        columns = COLUMN.findall(self.what.url)
        if not columns or not all(self.value(column) for column in columns):
            return ""
        return COLUMN.sub(lambda found: quote(self.value(found[1]), safe=""), self.what.url)

    @property
    def about(self) -> str:
        """Return what it answers, likes, follows or keeps, as an id or an address."""
        return next((found for one in self.what.of if (found := self._reference(one))), "")

    @property
    def lists(self) -> str:
        """Return the id of the list it is on."""
        return next((found for one in self.what.within if (found := self._reference(one))), "")

    def _reference(self, pointer: Pointer) -> str:
        value = self.value(pointer.column)
        if not value or not pointer.table:
            return value if value.startswith(("https://", "http://")) else ""
        return identity(current().store(self.table.store).tables[pointer.table], [value])


def identity(table: TableMap, key: list[str]) -> str:
    """Return the id of the record with this key, the same whether its row is at hand or not."""
    parts = [quote(part, safe="") for part in key]
    template = table.record.id if table.record else ""
    if template:
        values = dict(zip(table.key, parts, strict=True))
        return COLUMN.sub(lambda found: values[found[1]], template)
    return f"urn:candor:{_host()}:{quote(table.store)}:{quote(table.table)}:{':'.join(parts)}"


def _host() -> str:
    organisation = current().organisation
    return urlsplit(organisation.website).hostname or organisation.privacy_email.rpartition("@")[2]


@dataclass(frozen=True)
class Records:
    """The records of one package, read as often as they are needed, a row at a time."""

    package: ExportPackage
    key: bytes
    located: dict[str, Located]

    def of(self, *types: str) -> Iterator[Record]:
        """Yield the records of these types that the person made, table by table in the order of their keys."""
        for table in record_tables(*types).values():
            yield from self._rows(table)

    def lists(self) -> Iterator[tuple[Record, list[Record]]]:
        """Yield each list with its entries in their order."""
        lists = self.of("list")
        while batch := list(islice(lists, LISTS_AT_ONCE)):
            entries: dict[str, list[Record]] = {one.id: [] for one in batch}
            for entry in self.of("list_item"):
                if entry.lists in entries:
                    entries[entry.lists].append(entry)
            for one in batch:
                yield one, sorted(entries[one.id], key=_place)

    def actor(self) -> str:
        """Return the id of the person: of their first profile, or of their file at the portal."""
        first = next(self.of("profile"), None)
        return first.id if first else f"urn:uuid:{self.package.subject.ref}"

    def _rows(self, table: TableMap) -> Iterator[Record]:
        what = table.record
        sections = PackageSection.objects.filter(
            package=self.package, store=table.store, table=table.table
        ).order_by("position")
        rows = [one for one in sections if one.kind == PackageSection.Kind.ROWS and one.members]
        files = next((one.stem for one in sections if one.kind == PackageSection.Kind.FILES), "")
        for section in rows if what else ():
            for line in json_lines(read_member(self.key, section, 0)):
                record = Record(table, what, read_row(line), files)  # type: ignore[arg-type]
                if all(record.value(column) for column in table.key) and self._own(record):
                    yield record

    def _own(self, record: Record) -> bool:
        by = record.what.by
        if not by:
            return True
        people = {
            path.hops[0].table for path in record.table.paths if path.starts and path.starts[0].name == by
        }
        keys = self.located[record.table.store].keys
        return record.value(by) in {str(key[0]) for table in people for key in keys.get(table, ())}


def _place(entry: Record) -> tuple[int, str]:
    order = entry.text("order")
    return (int(order), "") if order.isdecimal() else (0, order)
