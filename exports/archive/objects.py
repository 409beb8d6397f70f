"""Objects in the private storage: written once under a fresh name, read in parts, deleted."""

import io
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import Storage, storages

FOLDER = "packages"


class StreamFile(File):  # type: ignore[type-arg]
    """A file made of a stream, so that storages pull it and an error in it never completes an upload."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__(io.BytesIO())
        self._pieces, self._waiting, self._read = pieces, b"", 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the stream as it comes."""
        yield from self._pieces

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes, fewer only at the end."""
        parts, have = [self._waiting], len(self._waiting)
        while size < 0 or have < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            parts.append(piece)
            have += len(piece)
        whole = b"".join(parts)
        cut = len(whole) if size < 0 else size
        self._waiting = whole[cut:]
        self._read += len(whole[:cut])
        return whole[:cut]

    def seekable(self) -> bool:
        """Return False: what was read is gone."""
        return False

    def seek(self, offset: int, whence: int = 0) -> int:
        """Allow only what does nothing: some storages rewind a file before they read it."""
        if (offset, whence, self._read) != (0, 0, 0):
            raise io.UnsupportedOperation("seek")
        return 0

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._read


def private() -> Storage:
    """Return the private storage."""
    return storages["private"]


def write(folder: str, pieces: Iterator[bytes]) -> str:
    """Store the stream as a new object in the folder and return its name.

    When the stream raises, what was written of it is removed and the error goes on.
    """
    name = f"{folder}/{uuid.uuid4().hex}"
    try:
        return private().save(name, StreamFile(pieces))
    except BaseException:
        remove(name)
        raise


def remove(name: str) -> None:
    """Delete an object; one that is gone already is as good."""
    with suppress(FileNotFoundError):
        private().delete(name)


def remove_folder(folder: str) -> int:
    """Delete every object of a package and return how many there were."""
    names = names_in(folder)
    for name in names:
        remove(f"{folder}/{name}")
    with suppress(OSError):
        private().delete(folder)
    return len(names)


def names_in(folder: str) -> list[str]:
    """Return the names of the objects in a folder; none when there is no such folder."""
    try:
        return sorted(private().listdir(folder)[1])
    except FileNotFoundError:
        return []


def folders(within: str = FOLDER) -> list[str]:
    """Return the names of the folders inside a folder: of that of packages, the references of those that have objects."""
    try:
        return sorted(private().listdir(within)[0])
    except FileNotFoundError:
        return []


def abort_unfinished(folder: str, begun_before: datetime) -> int:
    """Abort uploads into the folder that killed workers left behind, and return how many; a storage without such uploads has none."""
    abort = getattr(private(), "abort_unfinished", None)
    return int(abort(f"{folder}/", begun_before)) if abort else 0


def open_object(name: str) -> BinaryIO:
    """Open an object for reading in parts."""
    return private().open(name, "rb")  # type: ignore[return-value]


def age(name: str, moment: datetime) -> timedelta:
    """Return how long ago, by the machine's clock, the object was written; nothing when it is gone."""
    try:
        return moment - private().get_modified_time(name)
    except FileNotFoundError:
        return timedelta()
