"""What is told of a copy to whom it belongs: what is in it, its files, and when it was downloaded."""

from dataclasses import dataclass
from datetime import datetime

from accounts.datamap.current import current
from exports.archive.parts import file_name
from exports.limits import may_open, opened_at
from exports.models import ExportPackage
from exports.scope_words import words_of


@dataclass(frozen=True)
class CopyFile:
    """One file of a copy: its number from 1, its bytes, whether it can be downloaded now, and whether it is larger than was asked for."""

    part: int
    name: str
    length: int
    open: bool
    larger: bool


@dataclass(frozen=True)
class Shown:
    """One copy as its person sees it: `holds` are phrases, `opened` the times of its downloads, the newest first."""

    package: ExportPackage
    holds: list[str]
    files: list[CopyFile]
    opened: list[datetime]


def shown(package: ExportPackage) -> Shown:
    """Return what the pages say of a copy."""
    return Shown(package, words_of(package.wish, current()), files_of(package), opened_at(package))


def files_of(package: ExportPackage) -> list[CopyFile]:
    """Return the files of a copy, also of one that is over; none before it is made."""
    lengths, ready = package.lengths, package.state == ExportPackage.State.READY
    most = package.wish.part_bytes
    return [
        CopyFile(
            part,
            file_name(package, part, len(lengths)),
            length,
            open=ready and may_open(package, part),
            larger=most is not None and length > most,
        )
        for part, length in enumerate(lengths, 1)
    ]
