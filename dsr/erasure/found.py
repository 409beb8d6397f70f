"""What was located of a person in every store, noted before anything is erased and sealed until the end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import DataSubject
from accounts.sealing import seal, unseal
from exports.stores.locate import locate
from exports.stores.located import Located
from exports.stores.objects import locate_all_files
from exports.stores.registry import all_stores
from exports.stores.residue import anchors, telling_values


@dataclass(frozen=True)
class Found:
    """Per store: keys and identifiers, and the keys of rows other rows hang on. Personal data: never logged."""

    located: Mapping[str, Located]
    anchors: Mapping[str, Mapping[str, list[str]]]

    @property
    def values(self) -> list[str]:
        """Return every identifier value that may stand nowhere afterwards, from all stores."""
        return _together(one.identifiers for one in self.located.values())

    @property
    def learnt(self) -> list[str]:
        """Return what stood at the person's rows and may be a household's, from all stores: it stays where it is somebody else's."""
        return _together(one.learnt for one in self.located.values())

    def sealed(self, subject: DataSubject) -> bytes:
        """Return all of it sealed under the subject's record key."""
        data: dict[str, Any] = {
            key: {"located": one.as_data(), "anchors": dict(self.anchors.get(key, {}))}
            for key, one in self.located.items()
        }
        return seal(subject, data, life="record")


def _together(each: Iterable[Mapping[str, list[str]]]) -> list[str]:
    together: dict[str, list[str]] = {}
    for identifiers in each:
        for kind, values in identifiers.items():
            together.setdefault(kind, []).extend(values)
    return telling_values(together)


def look_up(subject: DataSubject) -> Found:
    """Locate the person in every store. Raise StoreUnavailable, StoreFault, or Unreadable."""
    located = {store.key: locate(store, subject) for store in all_stores()}
    noted = {store.key: anchors(store, located[store.key]) for store in all_stores()}
    return Found(located | locate_all_files(located), noted)


def unsealed(subject: DataSubject, sealed: bytes) -> Found:
    """Return what `Found.sealed` sealed. Raise Unreadable."""
    data = unseal(subject, sealed, life="record")
    return Found(
        {key: Located.from_data(one["located"]) for key, one in data.items()},
        {key: one["anchors"] for key, one in data.items()},
    )
