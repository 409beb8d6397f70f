"""A store of files: whose they are is said by what their names begin with. Located, counted, read, erased and looked for here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from accounts.datamap.current import current
from accounts.datamap.prefixes import Placeholder, UnsafeValueError, filled, placeholders, store_of
from accounts.datamap.vocabulary import ObjectsMap, StoreMap
from accounts.models import DataSubject
from exports.stores.erase import refuse_held
from exports.stores.folders import place, reached
from exports.stores.located import Key, Located
from exports.stores.registry import file_stores
from exports.stores.residue import Finding
from exports.stores.store import StoreFault, StoreUnavailable


@dataclass(frozen=True)
class Named:
    """A file of the person's: its name in the storage, what of it comes after the prefix, and which of the prefixes that is."""

    name: str
    short: str
    place: int


def locate_files(store: StoreMap, located: Mapping[str, Located]) -> Located:
    """Return what the names of the person's files begin with, from what was located in the stores with tables.

    The prefixes stand among the keys, so that they are frozen and sealed with everything else. Raise StoreUnavailable when
    a store whose numbers they need was not located, StoreFault for a value that is not the name of one folder.
    """
    keys: dict[str, list[Key]] = {}
    for objects in store.objects.values():
        values = {one: _values(store, one, located) for one in placeholders(objects.prefix)}
        try:
            keys[objects.key] = [(prefix,) for prefix in filled(objects.prefix, values)]
        except UnsafeValueError as error:
            raise StoreFault(store.key) from error
    return Located(store.key, keys)


def locate_all_files(located: Mapping[str, Located]) -> dict[str, Located]:
    """Return what every store of files has of the person, from what was located in every store with tables."""
    return {store.key: locate_files(store, located) for store in file_stores()}


def unlisted(store: StoreMap) -> Iterator[str]:
    """Yield a sentence for each storage of a store of files whose names cannot be listed now. Reads no file."""
    told: set[str] = set()
    for objects in store.objects.values():
        try:
            # What comes before the person's part of the name: more than that the portal may not be allowed to list.
            place(objects.storage).be_listed(objects.prefix.partition("{")[0])
        except OSError as error:
            if objects.storage not in told:
                said = str(error.strerror or error).rstrip(".")
                yield (
                    f"{store.key}: the storage {objects.storage} cannot be listed ({said}). Look at "
                    f"{objects.storage.upper()}_STORAGE_URL and at what the portal may do there."
                )
            told.add(objects.storage)


def count_files(store: StoreMap, located: Located) -> dict[str, int]:
    """Return the number of the person's files by their key in the map. Raise StoreUnavailable."""
    return {key: sum(1 for _ in names(store, objects, located)) for key, objects in store.objects.items()}


def names(
    store: StoreMap, objects: ObjectsMap, located: Located, *, after: tuple[int, str] = (0, "")
) -> Iterator[Named]:
    """Yield the person's files in order, those behind a prefix and name; marks of empty folders are none.

    Raise StoreUnavailable, also in the middle.
    """
    begin, last = after
    for number, prefix in enumerate(_prefixes(objects, located)):
        if number < begin:
            continue
        with reached(store.key):
            for name in place(objects.storage).names_under(prefix, last if number == begin else ""):
                if not name.endswith("/"):
                    yield Named(name, name.removeprefix(prefix), number)


def open_file(objects: ObjectsMap, file: Named) -> BinaryIO:
    """Open one file to be read in parts. Raise FileNotFoundError or StoreUnavailable; a link is no file."""
    with reached(objects.store):
        return place(objects.storage).open_exactly(file.name)


def erase_files(store: StoreMap, key: str, located: Located, *, subject: DataSubject, limit: int) -> int:
    """Remove up to `limit` of the person's files and return how many; 0 when none is left. May be repeated.

    Raise HeldByLaw or StoreUnavailable.
    """
    refuse_held(subject)
    objects = store.objects[key]
    if objects.erase == "retain":
        return 0
    for prefix in _prefixes(objects, located):
        with reached(store.key):
            if removed := place(objects.storage).erase_under(prefix, limit):
                return removed
    return 0


def files_left(store: StoreMap, located: Located) -> list[Finding]:
    """Return where files of the person still are although the map says they should not. Raise StoreUnavailable."""
    found = []
    for key, objects in store.objects.items():
        if objects.erase == "retain":
            continue
        with reached(store.key):
            left = sum(place(objects.storage).left_under(prefix) for prefix in _prefixes(objects, located))
        if left:
            found.append(Finding(store.key, key, None, left))
    return found


def _values(store: StoreMap, asked: Placeholder, located: Mapping[str, Located]) -> list[str]:
    """Return the person's values for a placeholder: as they were written, and in the form in which they are compared."""
    key = store_of(asked, current().stores)
    if key and key not in located:
        raise StoreUnavailable(store.key)
    among = [located[key]] if key else located.values()
    values = {
        value
        for one in among
        for value in (*map(str.strip, one.identifiers.get(asked.kind, ())), *one.forms(asked.kind))
    }
    return sorted(values)


def _prefixes(objects: ObjectsMap, located: Located) -> list[str]:
    return [str(prefix) for (prefix,) in located.keys.get(objects.key, ())]
