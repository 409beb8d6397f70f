"""Whom a correction is passed on to.

Stores outside that hold such data, recipients that are told through one (GDPR 19), and sources that are one (11 CCR 7023(i)).
"""

from accounts.datamap.current import current
from accounts.datamap.vocabulary import StoreMap
from exports.models import Correction, StoreTask
from exports.outside.stores import name_of as store_name
from exports.outside.stores import stores_that


def told_of(category: str) -> list[StoreMap]:
    """Return the stores outside that are asked to correct data of this category, in the map's order."""
    datamap = current()
    known = datamap.categories.get(category)
    receiving = set(known.recipients) if known else set()
    through = {datamap.recipients[key].told_by for key in receiving if key in datamap.recipients}
    through |= {datamap.sources[key].store for key in known.sources} if known else set()
    return [
        store
        for store in stores_that(StoreTask.Verb.RECTIFY)
        if store.key in through or store.recipient in receiving or category in store.categories
    ]


def questions_of(correction: Correction) -> list[tuple[str, StoreTask]]:
    """Return the stores that were asked to follow a correction, by name, and how far each is."""
    asked = StoreTask.objects.filter(request_ref=correction.ref, verb=StoreTask.Verb.RECTIFY).order_by("pk")
    return [(store_name(task.store), task) for task in asked]
