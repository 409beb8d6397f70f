"""What one section holds: rows, files or identifiers, as a stream of finished archive members."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import orjson
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import storages

from accounts.datamap.current import current
from accounts.datamap.vocabulary import ObjectsMap
from accounts.models import DataSubject, Identifier
from accounts.sealing import unseal
from exports.archive.members import PIECE, Members
from exports.building.names import data_name, file_name, file_of_row, schema_name
from exports.building.schemas import identifiers_schema, rows_schema
from exports.stores import collect
from exports.stores.collect import StoredFile
from exports.stores.folders import can_be_a_file, reached
from exports.stores.keys import EVERY_KEY, Keys
from exports.stores.located import Located
from exports.stores.objects import Named, names, open_file
from exports.stores.store import Store, StoreUnavailable

NOT_A_FILE = (FileNotFoundError, IsADirectoryError, NotADirectoryError, SuspiciousOperation, ValueError)
"""What a storage says of a name under which it has no file."""
MOST_FILES = 5_000
MOST_BYTES = 256 * 1024 * 1024
"""A section of files ends at the first of these, compressed, and another goes on behind its last file."""


@dataclass(frozen=True)
class Begin:
    """Where a piece of many files begins: how many came before, and behind which name in which folder or column."""

    before: int = 0
    place: int = 0
    name: str = ""

    @classmethod
    def from_data(cls, data: list[Any]) -> "Begin":
        """Return what `as_data` wrote down; nothing is the very beginning."""
        if not data:
            return cls()
        before, place, name = data
        return cls(before, place, bytes.fromhex(name).decode(errors="surrogateescape"))

    def as_data(self) -> list[Any]:
        """Return JSON-native data. A folder's names may be no text, so the name stands there as bytes."""
        return [self.before, self.place, self.name.encode(errors="surrogateescape").hex()]


@dataclass
class Content:
    """A section being made: `stream` is pulled once; the rest is known when it has ended. `more` is where the next piece begins."""

    stream: Iterator[bytes] = field(default_factory=lambda: iter(()))
    members: Members = field(default_factory=Members)
    records: int = 0
    missing: list[str] = field(default_factory=list)
    more: Begin | None = None

    def is_full(self, begin: Begin, at: int) -> bool:
        """Return whether the file with this number has to go into another piece."""
        return at - begin.before > MOST_FILES or self.members.length >= MOST_BYTES


def rows_content(store: Store, table: str, located: Located, stem: str, within: Keys = EVERY_KEY) -> Content:
    """Return a table's rows, or those between two keys, as one JSON array with a row on each line, and behind it its schema."""
    content = Content()
    mapped = store.table(table)
    columns = collect.live_columns(store, mapped)
    rows = collect.rows(store, mapped, located, within)
    schema = rows_schema(current(), mapped, columns, stem, typed=store.engine.typed)
    content.stream = _with_schema(content, rows, schema, stem)
    return content


def identifiers_content(subject: DataSubject, stem: str) -> Content:
    """Return what locates the person in clear: in the portal's tables the values stand encrypted."""
    content = Content()
    rows = (
        orjson.dumps(
            {
                "kind": row.kind,
                "value": unseal(subject, row.sealed_value, life="account"),
                "verified_at": row.verified_at,
                "source": row.source,
            }
        )
        for row in list(Identifier.objects.filter(subject=subject).order_by("pk"))
    )
    content.stream = _with_schema(content, rows, identifiers_schema(stem), stem)
    return content


def files_content(store: Store, table: str, located: Located, stem: str, begin: Begin) -> Content:
    """Return a piece of the files that the rows name; what the storage does not have is noted as missing."""
    content = Content()
    files = collect.files(store, store.table(table), located, after=(begin.place, begin.name))
    content.stream = _files(content, store.key, files, stem, begin)
    return content


def objects_content(objects: ObjectsMap, located: Located, stem: str, begin: Begin) -> Content:
    """Return a piece of a store of files; a file that goes away before it is read is noted as missing."""
    content = Content()
    files = names(current().store(objects.store), objects, located, after=(begin.place, begin.name))
    content.stream = _objects(content, objects, files, stem, begin)
    return content


def _objects(
    content: Content, objects: ObjectsMap, files: Iterator[Named], stem: str, begin: Begin
) -> Iterator[bytes]:
    last = begin
    for number, file in enumerate(files, begin.before + 1):
        if content.is_full(begin, number):
            content.more = last
            return
        last = Begin(number, file.place, file.name)
        try:
            stored = open_file(objects, file)
        except FileNotFoundError:
            content.missing.append(file.short)
            continue
        yield from _member(content, objects.store, stored, file_name(stem, file.short, file.name))


def _files(
    content: Content, store: str, files: Iterator[StoredFile], stem: str, begin: Begin
) -> Iterator[bytes]:
    last = begin
    for number, file in enumerate(files, begin.before + 1):
        if content.is_full(begin, number):
            content.more = last
            return
        last = Begin(number, file.place, file.name)
        try:
            if not can_be_a_file(file.name):
                raise FileNotFoundError(file.name)
            stored = storages[file.storage].open(file.name, "rb")
        except NOT_A_FILE:
            content.missing.append(file.name)
            continue
        except OSError as error:
            raise StoreUnavailable(store) from error
        yield from _member(content, store, stored, file_of_row(stem, file.column, file.name))


def _member(content: Content, store: str, stored: IO[bytes], name: str) -> Iterator[bytes]:
    with stored:
        content.records += 1
        yield from content.members.add(name, _pieces(store, stored))


def _pieces(store: str, stored: IO[bytes]) -> Iterator[bytes]:
    while True:
        with reached(store):
            piece = stored.read(PIECE)
        if not piece:
            return
        yield piece


def _with_schema(
    content: Content, rows: Iterator[bytes], schema: dict[str, Any], stem: str
) -> Iterator[bytes]:
    yield from content.members.add(data_name(stem), _array(content, rows))
    text = orjson.dumps(schema, option=orjson.OPT_INDENT_2)
    yield from content.members.add(schema_name(stem), [text + b"\n"])


def _array(content: Content, rows: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a JSON array with one row on each line."""
    first = next(rows, None)
    if first is None:
        yield b"[]\n"
        return
    content.records = 1
    yield b"[\n" + first
    for row in rows:
        content.records += 1
        yield b",\n" + row
    yield b"\n]\n"
