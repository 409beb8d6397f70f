"""Read a store of files: a storage, and what their names begin with."""

from typing import get_args

from accounts.datamap import vocabulary as v
from accounts.datamap.reader import Entry
from accounts.datamap.tables import read_retain


def read_files_store(key: str, entry: Entry) -> v.StoreMap:
    """Return a store of files. Raise DataMapError."""
    given = entry.keys_among("kind", "name", "objects", needed=["name", "objects"])
    objects = {name: _objects(name, item) for name, item in given["objects"].items().items()}
    return v.StoreMap(key, "files", given["name"].text(), objects=objects)


def _objects(key: str, entry: Entry) -> v.ObjectsMap:
    given = entry.keys_among(
        "name",
        "storage",
        "prefix",
        "category",
        "erase",
        "retain",
        "withheld",
        needed=["storage", "prefix", "category", "erase"],
    )
    return v.ObjectsMap(
        key,
        given["name"].text() if "name" in given else key.replace("_", " ").capitalize(),
        given["storage"].text(),
        given["prefix"].text(),
        given["category"].text(),
        given["erase"].choice(get_args(v.Handling)),  # type: ignore[arg-type]
        read_retain(given["retain"]) if "retain" in given else None,
        given["withheld"].reason() if "withheld" in given else "",
    )
