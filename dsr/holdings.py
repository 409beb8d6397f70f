"""Whether anything is held about somebody who has no account."""

from accounts.datamap.models import PORTAL
from accounts.models import DataSubject
from exports.quarantine import require_sound
from exports.stores.collect import count
from exports.stores.locate import locate
from exports.stores.registry import all_stores


def anything_held(subject: DataSubject) -> bool:
    """Return whether any store of the company holds a row of this person; what the portal wrote down to answer them does not count.

    Raise StoreUnavailable or StoreFault when a store cannot be asked, and StoreQuarantined when one is not as the
    data map says: then nobody can say that there is nothing.
    """
    stores = [store for store in all_stores() if store.key != PORTAL]
    if any(sum(count(store, locate(store, subject)).values()) for store in stores):
        return True
    for store in stores:
        require_sound(store)
    return False
