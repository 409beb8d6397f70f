"""What one section holds: rows, files or identifiers, as a stream of finished archive members."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

import orjson
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import storages

from accounts.models import DataSubject, Identifier
from accounts.sealing import unseal
from exports.archive.members import PIECE, Members
from exports.building.plan import safe
from exports.stores import collect
from exports.stores.collect import StoredFile
from exports.stores.located import Located
from exports.stores.store import Store


@dataclass
class Content:
    """A section being made: `stream` is pulled once; the rest is known when it has ended."""

    stream: Iterator[bytes] = field(default_factory=lambda: iter(()))
    members: Members = field(default_factory=Members)
    records: int = 0
    missing: list[str] = field(default_factory=list)


def rows_content(store: Store, table: str, located: Located, stem: str) -> Content:
    """Return a table's rows as one JSON array with a row on each line."""
    content = Content()
    rows = collect.rows(store, store.table(table), located)
    content.stream = content.members.add(f"data/{stem}.json", _array(content, rows))
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
    content.stream = content.members.add(f"data/{stem}.json", _array(content, rows))
    return content


def files_content(store: Store, table: str, located: Located, stem: str) -> Content:
    """Return the files that the rows name; what the storage does not have is noted as missing."""
    content = Content()
    content.stream = _files(content, collect.files(store, store.table(table), located), stem)
    return content


def _files(content: Content, files: Iterator[StoredFile], stem: str) -> Iterator[bytes]:
    for number, file in enumerate(files, 1):
        try:
            stored = storages[file.storage].open(file.name, "rb")
        except (FileNotFoundError, IsADirectoryError, SuspiciousOperation, ValueError):
            content.missing.append(file.name)
            continue
        with stored:
            name = f"{number:04}-{safe(PurePosixPath(file.name).name)}"
            content.records += 1
            yield from content.members.add(f"files/{stem}/{name}", _pieces(stored))


def _pieces(stored: IO[bytes]) -> Iterator[bytes]:
    while piece := stored.read(PIECE):
        yield piece


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
