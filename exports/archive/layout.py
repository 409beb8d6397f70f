"""Records of the ZIP format (APPNOTE 6.3) around members whose sizes are known beforehand.

Everything is determined by its input, so that the same archive comes out byte for byte on every
download and any part of it can be asked for.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

LIMIT = 0xFFFFFFFF
"""From here on a number needs the 64-bit form."""
DEFLATED, UTF8_NAMES, VERSION, VERSION_64, MADE_ON_UNIX = 8, 0x800, 20, 45, 3 << 8
FILE_MODE = 0o100600 << 16


@dataclass(frozen=True)
class Member:
    """One file of the archive, compressed already."""

    name: str
    size: int
    compressed: int
    crc32: int
    sha256: str

    def as_data(self) -> dict[str, Any]:
        """Return JSON-native data from which `from_data` makes an equal object."""
        return {
            "name": self.name,
            "size": self.size,
            "compressed": self.compressed,
            "crc32": self.crc32,
            "sha256": self.sha256,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Member":
        """Return the object that `as_data` described."""
        return cls(data["name"], data["size"], data["compressed"], data["crc32"], data["sha256"])


def local_header(member: Member, stamp: datetime) -> bytes:
    """Return what stands in front of a member's data."""
    name = member.name.encode()
    large = member.size >= LIMIT or member.compressed >= LIMIT
    extra = struct.pack("<HHQQ", 1, 16, member.size, member.compressed) if large else b""
    head = struct.pack(
        "<4sHHHHHLLLHH",
        b"PK\x03\x04",
        VERSION_64 if large else VERSION,
        UTF8_NAMES,
        DEFLATED,
        *_dos_time(stamp),
        member.crc32,
        LIMIT if large else member.compressed,
        LIMIT if large else member.size,
        len(name),
        len(extra),
    )
    return head + name + extra


def directory_entry(member: Member, stamp: datetime, offset: int) -> bytes:
    """Return the member's entry in the central directory; `offset` is where its local header begins."""
    name = member.name.encode()
    wide = [n for n in (member.size, member.compressed, offset) if n >= LIMIT]
    extra = struct.pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    head = struct.pack(
        "<4sHHHHHHLLLHHHHHLL",
        b"PK\x01\x02",
        MADE_ON_UNIX | (VERSION_64 if wide else VERSION),
        VERSION_64 if wide else VERSION,
        UTF8_NAMES,
        DEFLATED,
        *_dos_time(stamp),
        member.crc32,
        min(member.compressed, LIMIT),
        min(member.size, LIMIT),
        len(name),
        len(extra),
        0,
        0,
        0,
        FILE_MODE,
        min(offset, LIMIT),
    )
    return head + name + extra


def end_of_directory(count: int, size: int, offset: int) -> bytes:
    """Return what ends the archive, in the 64-bit form where a number needs it."""
    last = struct.pack(
        "<4sHHHHLLH",
        b"PK\x05\x06",
        0,
        0,
        min(count, 0xFFFF),
        min(count, 0xFFFF),
        min(size, LIMIT),
        min(offset, LIMIT),
        0,
    )
    if count < 0xFFFF and size < LIMIT and offset < LIMIT:
        return last
    record = struct.pack(
        "<4sQHHLLQQQQ",
        b"PK\x06\x06",
        44,
        MADE_ON_UNIX | VERSION_64,
        VERSION_64,
        0,
        0,
        count,
        count,
        size,
        offset,
    )
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, offset + size, 1)
    return record + locator + last


def _dos_time(moment: datetime) -> tuple[int, int]:
    """Return time and date as the format keeps them: two-second steps, years from 1980."""
    date = (max(moment.year, 1980) - 1980) << 9 | moment.month << 5 | moment.day
    return moment.hour << 11 | moment.minute << 5 | moment.second // 2, date
