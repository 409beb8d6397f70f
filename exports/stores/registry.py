"""Open stores by their key in the data map."""

from accounts.datamap.current import current
from accounts.datamap.vocabulary import StoreMap
from exports.stores.store import Store


def open_store(key: str) -> Store:
    """Return the store with tables that has this key. Raise KeyError when the data map has none."""
    store = current().store(key)
    if not store.has_tables:
        raise KeyError(key)
    return Store(store)


def all_stores() -> list[Store]:
    """Return every declared store with tables, the portal's own first."""
    return [Store(store) for store in current().stores.values() if store.has_tables]


def file_stores() -> list[StoreMap]:
    """Return every declared store of files."""
    return [store for store in current().stores.values() if store.kind == "files"]


def outside_stores() -> list[StoreMap]:
    """Return every declared store that somebody else answers for: over HTTP, or by a person who looks."""
    return [store for store in current().stores.values() if store.is_outside]
