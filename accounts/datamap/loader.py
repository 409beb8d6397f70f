"""Make a DataMap from YAML files and model declarations, and check that it agrees with itself."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from accounts.datamap import vocabulary as v
from accounts.datamap.errors import DataMapError
from accounts.datamap.reader import Entry, read
from accounts.datamap.references import check_references
from accounts.datamap.sections import READERS, read_organisation

SECTIONS = tuple(READERS)


def load(files: Iterable[Path], *, portal: v.StoreMap | None = None) -> v.DataMap:
    """Return the merged map of the files, in order, with the portal's own store in front.

    A later file adds to an earlier one; the same key twice in one section is refused, except that the
    last `organisation` wins. Raise DataMapError with file, line and key.
    """
    organisation: v.Organisation | None = None
    sections: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
    places: dict[tuple[str, str], Entry] = {}
    if portal is not None:
        sections["stores"][portal.key] = portal
    for file in files:
        root = read(file)
        top = root.keys_among("format", "organisation", *SECTIONS, needed=["format"])
        if top["format"].text() != "1":
            raise top["format"].error("This portal reads format 1.")
        if "organisation" in top:
            organisation = read_organisation(top["organisation"])
        for name in SECTIONS:
            for key, entry in (top[name].items() if name in top else {}).items():
                if key in sections[name]:
                    raise entry.error(f"{key} is declared already in {name}. Choose another key.")
                sections[name][key] = READERS[name](key, entry)
                places[name, key] = entry
    if organisation is None:
        raise DataMapError("No file says which organisation this is. Add the section `organisation`.")
    datamap = v.DataMap(organisation=organisation, **sections)
    check_references(datamap, places)
    return datamap
