"""Cut a copy into several files, each an archive by itself: which member is in which file, and how long each file is.

A section is put into one file where it fits. One that is larger than a file is cut between its members; a member that alone is larger makes
a file of its own, which then is larger than was asked for. The first file has the contents, the manifest and its signature,
every other one a note that says so.
"""

from typing import Any

from django.utils.translation import gettext as _

from exports.archive.layout import LIMIT, Member, directory_entry, local_header
from exports.archive.reader import Archive
from exports.models import ExportPackage, PackageSection

NOTE_ROOM = 8 * 1024
"""Bytes kept free in every file for its note and the end of its directory."""
INDEX_ROOM, ROOM_OF_A_SECTION, ROOM_OF_A_MEMBER = 128 * 1024, 2 * 1024, 300
"""Bytes kept free in the first file for what is made last and must name the file of every member: more than that takes."""


def assign_parts(package: ExportPackage) -> int:
    """Write down in which file each finished member goes and return how many files there are.

    Called when all sections but the last are done. What was written before is written anew, so that it can be called twice.
    """
    size = package.wish.part_bytes
    if size is None:
        return 1
    made = list(
        package.sections.exclude(kind=PackageSection.Kind.INDEX).exclude(members=[]).order_by("position")
    )
    filling = _Filling(size, _room_of_index(made))
    for section in made:
        _assign(section, filling, package)
        section.save(update_fields=["part", "members"])
    return filling.part


def part_notes(package: ExportPackage, count: int) -> dict[str, bytes]:
    """Return the notes of all files but the first, by their name in the archive."""
    text = _(
        "This is file %(part)d of %(count)d of a copy of your data. It can be unpacked alone, and best into the same folder as the others. "
        "The first file, %(first)s, has a page to begin with, the list of everything with its checksums, and the signature.\n"
    )
    first = file_name(package, 1, count)
    return {
        note_name(part, count): (text % {"part": part, "count": count, "first": first}).encode()
        for part in range(2, count + 1)
    }


def settle_parts(package: ExportPackage) -> list[int]:
    """Move each note to its file and return how many bytes each file has; nothing when there is one file.

    Called once the last section is done, before the package is closed.
    """
    rows = package.sections.exclude(members=[]).values_list("members", "part")
    number = max((_last_part(members, part) for members, part in rows.iterator()), default=1)
    if number == 1:
        return []
    index = package.sections.get(kind=PackageSection.Kind.INDEX)
    notes = {note_name(part, number): part for part in range(2, number + 1)}
    index.members = [data | {"part": notes.get(data["name"], 1)} for data in index.members]
    index.save(update_fields=["members"])
    return [Archive(package, part).length() for part in range(1, number + 1)]


def file_name(package: ExportPackage, part: int, count: int) -> str:
    """Return what a file of the copy is called when it is downloaded."""
    which = f"-{_of(part, count)}" if count > 1 else ""
    return f"your-data-{package.created_at:%Y-%m-%d}{which}.zip"


def note_name(part: int, count: int) -> str:
    """Return the name of the note in one of several files."""
    return f"part-{_of(part, count)}.txt"


class _Filling:
    """The file that is being filled, and what still fits into it."""

    def __init__(self, size: int, reserved: int) -> None:
        self.size, self.part, self.left = size, 1, size - reserved
        self.empty = False

    def take(self, length: int) -> int:
        """Return the file this goes into: the present one where it fits or nothing else is in it, else the next."""
        if length > self.left and not self.empty:
            self.part, self.left, self.empty = self.part + 1, self.size - NOTE_ROOM, True
        self.left -= length
        self.empty = False
        return self.part


def _assign(section: PackageSection, filling: _Filling, package: ExportPackage) -> None:
    sizes = [_size(data, package) for data in section.members]
    whole = [{name: value for name, value in data.items() if name != "part"} for data in section.members]
    if sum(sizes) <= filling.size - NOTE_ROOM:
        section.part, section.members = filling.take(sum(sizes)), whole
        return
    parts = [filling.take(size) for size in sizes]
    section.part = parts[0]
    section.members = [data | {"part": part} for data, part in zip(whole, parts, strict=True)]


def _size(data: dict[str, Any], package: ExportPackage) -> int:
    """Return the most bytes a member takes in an archive."""
    member, stamp = Member.from_data(data), package.created_at
    return len(local_header(member, stamp)) + member.compressed + len(directory_entry(member, stamp, LIMIT))


def _room_of_index(sections: list[PackageSection]) -> int:
    members = sum(len(section.members) for section in sections)
    return INDEX_ROOM + ROOM_OF_A_SECTION * len(sections) + ROOM_OF_A_MEMBER * members


def _last_part(members: list[dict[str, Any]], part: int) -> int:
    return max(data.get("part", part) for data in members)


def _of(part: int, count: int) -> str:
    width = max(len(str(count)), 2)
    return f"{part:0{width}}-of-{count:0{width}}"
