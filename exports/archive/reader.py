"""A file of a ready package as a stream: any range of it, in constant memory."""

import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from accounts.sealing import unwrap
from exports.archive.layout import Member, directory_entry, end_of_directory, local_header
from exports.archive.objects import open_object
from exports.archive.sealed import open_range
from exports.models import ExportPackage, PackageSection

PLAIN = 256 * 1024
"""Most plain bytes taken from one compressed chunk at a time."""

AT_ONCE = 50
"""Sections read from the database at a time."""


@dataclass(frozen=True)
class Archive:
    """Lays what belongs into one file of a package out as a ZIP archive: members in order, then the central directory.

    A member is in the file its data names as `part`, else in its section's. `begins` says that this opening was counted as a download.
    """

    package: ExportPackage
    part: int = 1
    begins: bool = False

    @property
    def etag(self) -> str:
        """Return the strong validator of the file, which never changes once the package is ready."""
        length = self.package.lengths[self.part - 1]
        return f'"{self.package.ref.hex}-{self.part}-{length}"'

    def length(self) -> int:
        """Return the number of bytes of the whole archive."""
        offset, directory, count = 0, 0, 0
        for member, at in self._placed():
            offset = at + len(self._head(member)) + member.compressed
            directory += len(directory_entry(member, self.package.created_at, at))
            count += 1
        return offset + directory + len(end_of_directory(count, directory, offset))

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield bytes `start` to `stop`. Raise ObjectDamaged or Unreadable; nothing unverified is yielded."""
        key = unwrap(self.package.wrapped_key, package_context(self.package))
        at = 0
        for section in self._sections():
            length = sum(len(self._head(member)) + member.compressed for member in self._own(section))
            if at + length > start and at < stop:
                yield from self._section(key, section, (start - at, stop - at))
            at += length
        if at < stop:
            for piece in self._directory(at):
                yield piece[max(start - at, 0) : max(stop - at, 0)]
                at += len(piece)

    def _section(self, key: bytes, section: PackageSection, window: tuple[int, int]) -> Iterator[bytes]:
        """Yield what of a section is inside the window, which counts from the section's first byte in this file."""
        start, stop = window
        total = sum(data["compressed"] for data in section.members)
        at, within = 0, 0
        with ExitStack() as opened:
            stored = None
            for data in section.members:
                member = Member.from_data(data)
                if not self._has(section, data):
                    within += member.compressed
                    continue
                head = self._head(member)
                yield head[max(start - at, 0) : max(stop - at, 0)]
                at += len(head)
                first, last = max(start - at, 0), min(max(stop - at, 0), member.compressed)
                if first < last:
                    # Once for all members: some storages fetch the whole object when it is opened.
                    stored = stored or opened.enter_context(open_object(section.object_name))
                    yield from open_range(
                        key, section_name(section), stored, total=total, start=within + first, stop=within + last
                    )  # fmt: skip
                at += member.compressed
                within += member.compressed

    def _directory(self, offset: int) -> Iterator[bytes]:
        size, count = 0, 0
        for member, at in self._placed():
            entry = directory_entry(member, self.package.created_at, at)
            size += len(entry)
            count += 1
            yield entry
        yield end_of_directory(count, size, offset)

    def _placed(self) -> Iterator[tuple[Member, int]]:
        """Yield each member and where it begins."""
        at = 0
        for section in self._sections():
            for member in self._own(section):
                yield member, at
                at += len(self._head(member)) + member.compressed

    def _sections(self) -> Iterator[PackageSection]:
        """Yield the sections that may hold something of this file, some at a time; a stream may be dropped anywhere."""
        holding = self.package.sections.exclude(members=[]).filter(part__lte=self.part).order_by("position")
        last = -1
        while batch := list(holding.filter(position__gt=last)[:AT_ONCE]):
            yield from batch
            last = batch[-1].position

    def _own(self, section: PackageSection) -> list[Member]:
        return [Member.from_data(data) for data in section.members if self._has(section, data)]

    def _has(self, section: PackageSection, data: dict[str, Any]) -> bool:
        return bool(data.get("part", section.part) == self.part)

    def _head(self, member: Member) -> bytes:
        return local_header(member, self.package.created_at)


def package_context(package: ExportPackage) -> bytes:
    """Return what the package's wrapped key is bound to."""
    return f"package {package.ref}".encode()


def section_name(section: PackageSection) -> str:
    """Return what the section's object is bound to."""
    return f"{section.package_id}/{section.position}"


def read_member(key: bytes, section: PackageSection, index: int) -> Iterator[bytes]:
    """Yield the plain content of one member of a section, in constant memory."""
    members = [Member.from_data(data) for data in section.members]
    before = sum(member.compressed for member in members[:index])
    total = sum(member.compressed for member in members)
    box = zlib.decompressobj(-15)
    with open_object(section.object_name) as stored:
        for piece in open_range(
            key, section_name(section), stored, total=total, start=before, stop=before + members[index].compressed
        ):  # fmt: skip
            rest = piece
            while rest:
                yield box.decompress(rest, PLAIN)
                rest = box.unconsumed_tail
    yield box.flush()
