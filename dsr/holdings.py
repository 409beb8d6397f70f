"""Whether anything is held about somebody who has no account."""

from accounts.datamap.models import PORTAL
from accounts.models import DataSubject
from exports.quarantine import require_sound
from exports.stores.collect import count
from exports.stores.locate import locate
from exports.stores.objects import count_files, locate_files
from exports.stores.registry import all_stores, file_stores


def anything_held(subject: DataSubject) -> bool:
    """Return whether any store of the company holds a row or a file of this person; what the portal wrote down to answer them does not count.

    Raise StoreUnavailable or StoreFault when a store cannot be asked, and StoreQuarantined when one is not as the
    data map says: then nobody can say that there is nothing.
    """
    stores = all_stores()
    located = {store.key: locate(store, subject) for store in stores}
    stores = [store for store in stores if store.key != PORTAL]
    if any(sum(count(store, located[store.key]).values()) for store in stores):
        return True
    if any(sum(count_files(store, locate_files(store, located)).values()) for store in file_stores()):
        return True
    for store in stores:
        require_sound(store)
    return False
