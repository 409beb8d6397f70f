"""Open stores by their key in the data map."""

from accounts.datamap.current import current
from exports.stores.store import Store


def open_store(key: str) -> Store:
    """Return the store with this key. Raise KeyError when the data map has none."""
    return Store(current().store(key))


def all_stores() -> list[Store]:
    """Return every declared store, the portal's own first."""
    return [Store(store) for store in current().stores.values()]
