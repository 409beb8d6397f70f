"""Make a DataMap from YAML files and model declarations, and check that it agrees with itself."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from accounts.datamap import vocabulary as v
from accounts.datamap.errors import DataMapError, nearest
from accounts.datamap.extending import EXTENDS, extended
from accounts.datamap.parties import read_organisation
from accounts.datamap.reader import Entry, read
from accounts.datamap.references import check_references
from accounts.datamap.relations import joined
from accounts.datamap.sections import READERS

FORMAT = "1"
ORGANISATION = "organisation"
SECTIONS = tuple(READERS)
Places = dict[tuple[str, str], Entry]


def load(files: Iterable[Path], *, portal: v.StoreMap | None = None, kind: type[Entry] = Entry) -> v.DataMap:
    """Return the merged map of the files, in order, with the portal's own store in front.

    A later file adds keys to an earlier one. A key that stands in an earlier file is refused, unless the later
    entry says `extends: true`: then it adds to what is there. The last `organisation` wins, unless it extends. Raise
    DataMapError with file, line and key.
    """
    places: Places = {}
    taken = {("stores", portal.key)} if portal else set()
    for file in files:
        _collect(read(file, kind), places, taken)
    if (ORGANISATION, "") not in places:
        raise DataMapError(
            f"No file says which organisation this is. Add the section `{ORGANISATION}`.",
            place=ORGANISATION,
        )
    organisation = read_organisation(places[ORGANISATION, ""])
    sections: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
    if portal is not None:
        sections["stores"][portal.key] = portal
    for name in SECTIONS:
        for (section, key), entry in places.items():
            if section == name:
                sections[name][key] = READERS[name](key, entry)
    datamap = joined(v.DataMap(organisation=organisation, **sections))
    check_references(datamap, places)
    return datamap


def _collect(root: Entry, places: Places, taken: set[tuple[str, str]]) -> None:
    """Add the entries of one file to those of earlier ones. Raise DataMapError for a key that is taken."""
    top = root.keys_among("format", ORGANISATION, *SECTIONS, needed=["format"])
    top["format"].matching(FORMAT, f"This portal reads format {FORMAT}.")
    if ORGANISATION in top:
        entry, earlier = top[ORGANISATION], places.get((ORGANISATION, ""))
        adds = EXTENDS in entry.items()
        if adds and earlier is None:
            raise entry.items()[EXTENDS].error("No earlier file has an organisation to add to.")
        places[ORGANISATION, ""] = extended(earlier, entry) if adds and earlier else entry
    for name in SECTIONS:
        known = {key for section, key in [*places, *taken] if section == name}
        for key, entry in (top[name].items() if name in top else {}).items():
            places[name, key] = _placed(name, key, entry, places, known)


def _placed(name: str, key: str, entry: Entry, places: Places, known: set[str]) -> Entry:
    says = entry.at(EXTENDS) if not entry.is_text and not entry.is_list else entry
    adds = says is not entry
    earlier = places.get((name, key))
    if key not in known:
        if adds:
            raise says.error(f"No earlier file has {key} in {name}. {nearest(key, known)}")
        return entry
    if earlier is None:
        raise entry.error(f"The portal's models make {key}, and no file can add to it. Choose another key.")
    if not adds:
        raise entry.error(
            f"{key} is declared already in {name} ({earlier.file}:{earlier.line}). "
            f"Say {EXTENDS}: true to add to it, or choose another key."
        )
    return extended(earlier, entry)
