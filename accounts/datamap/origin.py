"""Which file of the data map a store, a table or a column stands in, so that whoever must mend it knows where."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from accounts.datamap.reader import Entry, read


def origin(store: str, *inside: str) -> str:
    """Return `file:line` of a store's declaration, or of what is inside it, as in `tables`, `orders`, `fields`, `total`.

    Where not all of these keys are there, it is the line of the last one that is. A store that later files extend has a
    line in each of them; what is inside it stands in one. Raise DataMapError.
    """
    found: list[tuple[int, str]] = []
    for file in (settings.PORTAL_MAP, *settings.DATA_MAP_FILES):
        here = _root(file, file.stat().st_mtime_ns if file.exists() else 0)
        depth = 0
        for key in ("stores", store, *inside):
            below = here.at(key)
            if below is here:
                break
            here, depth = below, depth + 1
        if depth > 1:
            found.append((depth, f"{file}:{here.line}"))
    deepest = max((depth for depth, _place in found), default=0)
    return (
        " or ".join(place for depth, place in found if depth == deepest) or "the personal_data.py of the app"
    )


@lru_cache(maxsize=16)
def _root(file: Path, _changed: int) -> Entry:
    """Return the file as it was read last: one look at a database may ask for the place of every column."""
    return read(file)
