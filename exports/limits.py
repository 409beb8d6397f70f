"""How often a copy can be downloaded: one opening of a file is counted once, whatever is fetched of it within the hour."""

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from accounts.clock import now

if TYPE_CHECKING:
    from exports.models import ExportPackage

ONE_OPENING = timedelta(hours=1)
"""What is fetched of a file within this time of its first byte belongs to one download, so a broken one can be resumed."""


def is_open(package: "ExportPackage", part: int) -> bool:
    """Return whether this file was opened within the hour, so that fetching more of it is free."""
    last = max((at for which, at in _openings(package) if which == part), default=None)
    return last is not None and last > now() - ONE_OPENING


def may_open(package: "ExportPackage", part: int) -> bool:
    """Return whether this file may be opened: it is open, or its downloads are not used up."""
    return is_open(package, part) or _times(package)[part] < package.downloads_allowed


def used_up(package: "ExportPackage") -> bool:
    """Return whether no file of the copy may be opened any more."""
    return not any(may_open(package, part) for part in range(1, max(len(package.parts), 1) + 1))


def note_opening(package: "ExportPackage", part: int) -> None:
    """Write the opening down in the package's fields, unsaved: a download is a round through all files, begun or not ended."""
    package.openings = [*package.openings, [part, now().isoformat()]]
    package.downloads = max(_times(package).values())
    package.last_opened_at = now()


def opened_at(package: "ExportPackage") -> list[datetime]:
    """Return when files of the copy were downloaded, the newest first."""
    return sorted((at for _, at in _openings(package)), reverse=True)


def _openings(package: "ExportPackage") -> list[tuple[int, datetime]]:
    return [(part, datetime.fromisoformat(at)) for part, at in package.openings]


def _times(package: "ExportPackage") -> Counter[int]:
    return Counter(part for part, _ in _openings(package))
