"""Which stores outside can be asked for what, and until when they have to answer."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.datamap.current import current
from accounts.datamap.vocabulary import StoreMap
from exports.outside.dates import later
from exports.stores.registry import outside_stores

BY_HAND = ("access", "erase", "rectify", "opt_out", "opt_in")
"""What the owner of a manual store can be asked for; closing accounts to use for some days is nothing for a person."""


def stores_that(verb: str) -> list[StoreMap]:
    """Return the stores outside that can be asked for this, in the map's order."""
    return [store for store in outside_stores() if verb in verbs_of(store)]


def verbs_of(store: StoreMap) -> tuple[str, ...]:
    """Return what a store can be asked for; nothing for one whose tables the portal reads itself."""
    if store.http is not None:
        return tuple(store.http.answers)
    return BY_HAND if store.manual is not None else ()


def find(key: str) -> StoreMap | None:
    """Return the store outside with this key, or None when the data map has none (any more)."""
    store = current().stores.get(key)
    return store if store is not None and (store.http or store.manual) else None


def name_of(key: str) -> str:
    """Return what a store is called; its key when the data map no longer has it."""
    store = current().stores.get(key)
    return store.name if store else key


def due(store: StoreMap, moment: datetime) -> datetime:
    """Return until when a store that is asked at this moment has to answer."""
    if store.http is not None:
        return later(moment, store.http.deadline)
    assert store.manual is not None  # noqa: S101  (a store outside is one or the other)
    return later(moment, store.manual.due)


def callback_url(store: str) -> str:
    """Return the address at which a store answers by itself."""
    return f"{settings.BASE_URL}{reverse('exports:store_callback', args=[store])}"
