"""Keep the documents of agents in the private storage, each encrypted under a random key of its own."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from accounts.clock import machine_time, today
from accounts.models import DataSubject, SubjectKey
from accounts.sealing import seal, unseal
from dsr.agents.documents import Document
from dsr.errors import DocumentGone
from dsr.models import Mandate
from exports.archive import objects
from exports.archive.sealed import open_range, seal_stream

FOLDER = "mandates"
YOUNG = timedelta(hours=1)
"""An object younger than this may belong to a filing that is being committed."""


@dataclass
class Shelf:
    """Takes documents while something is being filed, and knows what it took."""

    taken: list[str] = field(default_factory=list)

    def keep(self, document: Document, *, ref: UUID, subject: DataSubject) -> tuple[str, bytes]:
        """Write the document encrypted and return the object's name and its key, sealed under the subject's record key."""
        key = os.urandom(32)
        sealed = seal(subject, key.hex(), life="record")
        pieces = seal_stream(key, _label(ref), [document.data])
        name = objects.write(f"{FOLDER}/{today():%Y-%m}", pieces)
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


def read(mandate: Mandate) -> bytes:
    """Return the document. Raise DocumentGone after an erasure, Unreadable without its key, ObjectDamaged when it was altered."""
    if not mandate.object_name or mandate.sealed_key is None:
        raise DocumentGone
    key = bytes.fromhex(unseal(mandate.request.subject, mandate.sealed_key, life="record"))
    try:
        with objects.open_object(mandate.object_name) as stored:
            sealed = io.BytesIO(stored.read())
    except FileNotFoundError as error:
        raise DocumentGone from error
    return b"".join(
        open_range(key, _label(mandate.ref), sealed, total=mandate.size, start=0, stop=mandate.size)
    )


def resealed(mandate: Mandate, *, former: DataSubject, new: DataSubject) -> bytes | None:
    """Return the document's key sealed under another subject's record key; None when the document is gone."""
    if mandate.sealed_key is None:
        return None
    return seal(new, unseal(former, mandate.sealed_key, life="record"), life="record")


def remove_orphans() -> int:
    """Delete objects that no mandate names, or whose record key is destroyed, and return how many.

    The first are left by workers that were killed while filing, the second are what nobody can read any more.
    """
    removed = 0
    for month in objects.folders(FOLDER):
        names = [f"{FOLDER}/{month}/{name}" for name in objects.names_in(f"{FOLDER}/{month}")]
        keyed = SubjectKey.objects.filter(life="record").values("subject")
        readable = Mandate.objects.filter(
            object_name__startswith=f"{FOLDER}/{month}/", request__subject__in=keyed
        )
        kept = set(readable.values_list("object_name", flat=True))
        for name in names:
            if name not in kept and objects.age(name, machine_time()) > YOUNG:
                objects.remove(name)
                removed += 1
    return removed


def _label(ref: UUID) -> str:
    return f"mandate {ref}"
