"""Files of a storage by what their names begin with: listed and removed as they are, never by a name made friendlier.

A local folder is walked here; a bucket brings the same verbs with it (`config/s3.py`). Of a name nothing is normalised:
`members/1/../2/x` is one object of a bucket, and belongs to whoever `members/1/` belongs to.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import FileSystemStorage, storages

from exports.stores.store import StoreUnavailable


class Prefixed(Protocol):
    """What a storage must be able to do to hold a store of files. Each raises OSError where it cannot be had."""

    def names_under(self, prefix: str, after: str = "") -> Iterator[str]:
        """Yield in order the name of every file whose name begins so and comes behind another, some in memory at a time."""

    def be_listed(self, prefix: str) -> None:
        """Return when names can be listed, whether or not there are any. Raise OSError."""

    def open_exactly(self, name: str) -> BinaryIO:
        """Open a file by the very name. Raise FileNotFoundError."""

    def erase_under(self, prefix: str, limit: int) -> int:
        """Remove up to `limit` files whose names begin so, older versions too; return how many, 0 when none is left."""

    def left_under(self, prefix: str) -> int:
        """Return how many files there still are, older versions too."""


class Folder:
    """A local folder as a place of files. Links are named and removed, and never followed."""

    def __init__(self, storage: FileSystemStorage) -> None:
        self.root = Path(storage.location)

    def names_under(self, prefix: str, after: str = "") -> Iterator[str]:
        """Yield in order every file under the folder that the prefix is, those behind a name; one folder in memory at a time."""
        top = self._at(prefix)
        if top.is_symlink():
            yield from [name for name in (str(top.relative_to(self.root)),) if name > after]
            return
        yield from _in_order(self.root, str(top.relative_to(self.root)), after)

    def be_listed(self, prefix: str) -> None:
        """Look into the folder itself: what is below may not have been made yet."""
        os.scandir(self.root).close()

    def open_exactly(self, name: str) -> BinaryIO:
        """Open a file, unless a link stands there or on the way."""
        path = self._at(name)
        if path.is_symlink() or not path.is_file():
            raise FileNotFoundError(f"No file stands at {name}")
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")

    def erase_under(self, prefix: str, limit: int) -> int:
        """Remove files, and when there are none the empty folders: their names are the person's too."""
        top = self._at(prefix)
        paths = list(islice(_walk(top), limit))
        for path in paths:
            path.unlink(missing_ok=True)
        if not paths:
            _remove_empty(top)
        return len(paths)

    def left_under(self, prefix: str) -> int:
        """Count the files; the folder itself, left empty, counts as one."""
        top = self._at(prefix)
        return sum(1 for _ in _walk(top)) or int(os.path.lexists(top))

    def _at(self, name: str) -> Path:
        """Return the place of a name inside this folder. Raise OSError when a link leads somewhere else on the way."""
        path = self.root.joinpath(*name.strip("/").split("/"))
        if path.parent.resolve() != self.root.resolve() / path.relative_to(self.root).parent:
            raise OSError("A link stands in the way of a folder of files.")
        return path


def place(storage: str) -> Prefixed:
    """Return the storage as a place of files by its name in the settings. Raise OSError where it cannot be one."""
    found = storages[storage]
    if isinstance(found, FileSystemStorage):
        return Folder(found)
    if hasattr(found, "erase_under"):
        return cast("Prefixed", found)
    raise OSError(f"The storage {storage} cannot be listed by what names begin with.")


def remove_file(storage: str, name: str) -> None:
    """Delete the file that a row names, older versions too; one that is gone, or cannot be a file, is as good. Raise OSError."""
    found = storages[storage]
    if not can_be_a_file(name):
        return
    with suppress(SuspiciousOperation, ValueError):
        if hasattr(found, "erase_exactly"):
            found.erase_exactly(name)
        else:
            found.delete(name)


def can_be_a_file(name: str) -> bool:
    """Return whether a name from a row leads nowhere but to itself: `mine/../yours` would be tidied up to another's."""
    return ".." not in name.split("/")


@contextmanager
def reached(store: str) -> Iterator[None]:
    """Turn what a storage says when it cannot be had into StoreUnavailable; a file that is not there stays that."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StoreUnavailable(store) from error


def _walk(top: Path) -> Iterator[Path]:
    """Yield files and links below a folder, whatever goes away meanwhile."""
    if top.is_symlink():
        yield top
        return
    try:
        entries = os.scandir(top)
    except (FileNotFoundError, NotADirectoryError):
        return
    with entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))
            else:
                yield Path(entry.path)


def _in_order(root: Path, folder: str, after: str) -> Iterator[str]:
    """Yield the names below a folder in the order of their letters, as a bucket lists them."""
    try:
        with os.scandir(root / folder) as entries:
            found = sorted(
                f"{folder}/{entry.name}" + "/" * entry.is_dir(follow_symlinks=False) for entry in entries
            )
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in found:
        if not name.endswith("/"):
            if name > after:
                yield name
        # A folder wholly before the last name has nothing behind it.
        elif name > after or after.startswith(name):
            yield from _in_order(root, name.rstrip("/"), after)


def _remove_empty(top: Path) -> None:
    if not top.is_dir() or top.is_symlink():
        return
    for folder, _, _ in os.walk(top, topdown=False):
        with suppress(FileNotFoundError):
            Path(folder).rmdir()
