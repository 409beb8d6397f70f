"""How a store is erased piece by piece, whatever its kind."""

from collections.abc import Callable

from accounts.datamap.current import current
from accounts.models import DataSubject
from exports.stores.erase import erase_piece
from exports.stores.located import Located
from exports.stores.objects import erase_files
from exports.stores.registry import open_store
from exports.stores.shape import shape

Eraser = Callable[[str, int], int]
"""Erases up to so many rows or files of a table or list and returns how many were touched; 0 when nothing is left."""


def eraser(key: str, located: Located, *, subject: DataSubject, pseudonym: str) -> Eraser:
    """Return what erases this person from the store; its catalogue is read once for all pieces. Raise KeyError."""
    files = current().store(key)
    if files.kind == "files":
        return lambda name, limit: erase_files(files, name, located, subject=subject, limit=limit)
    store = open_store(key)
    live = shape(store)
    return lambda name, limit: erase_piece(
        store, name, located, subject=subject, pseudonym=pseudonym, limit=limit, live=live
    )
