"""Files that belong to no package, kept in the private storage, each encrypted under a random key of its own.

The key is sealed under its person's, so that the file is unreadable from the moment that one is destroyed.
"""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from accounts.clock import machine_time, today
from accounts.models import DataSubject
from accounts.sealing import Life, seal, unseal
from exports.archive import objects
from exports.archive.sealed import open_range, seal_stream

YOUNG = timedelta(hours=1)
"""An object younger than this may belong to a row that is being committed."""


@dataclass
class Shelf:
    """Takes files while something is being written down, and knows what it took."""

    taken: list[str] = field(default_factory=list)

    def keep(
        self, data: bytes, *, folder: str, label: str, subject: DataSubject, life: Life
    ) -> tuple[str, bytes]:
        """Write the file encrypted into this month's part of the folder and return the object's name and its key, sealed under the subject's key of this life."""
        key = os.urandom(32)
        sealed = seal(subject, key.hex(), life=life)
        name = objects.write(f"{folder}/{today():%Y-%m}", seal_stream(key, label, [data]))
        self.taken.append(name)
        return name, sealed


@contextmanager
def shelf() -> Iterator[Shelf]:
    """Give a shelf whose objects go again when the block fails. Put it around the transaction, not inside."""
    own = Shelf()
    try:
        yield own
    except BaseException:
        for name in own.taken:
            objects.remove(name)
        raise


def read(name: str, sealed_key: bytes, *, label: str, subject: DataSubject, life: Life, size: int) -> bytes:
    """Return the file. Raise FileNotFoundError, Unreadable without its key, ObjectDamaged when it was altered."""
    key = bytes.fromhex(unseal(subject, sealed_key, life=life))
    with objects.open_object(name) as stored:
        sealed = io.BytesIO(stored.read())
    return b"".join(open_range(key, label, sealed, total=size, start=0, stop=size))


def remove_unnamed(folder: str, named: Callable[[str], set[str]]) -> int:
    """Delete the folder's objects that no row names any more and return how many; `named` gives those of one month's part that are."""
    removed = 0
    for month in objects.folders(folder):
        place = f"{folder}/{month}"
        kept = named(f"{place}/")
        for name in (f"{place}/{one}" for one in objects.names_in(place)):
            if name not in kept and objects.age(name, machine_time()) > YOUNG:
                objects.remove(name)
                removed += 1
    return removed
