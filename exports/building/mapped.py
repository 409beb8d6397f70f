"""The data map as the scope of a copy sees it: what is left out stands among what is withheld, with its reason."""

from dataclasses import replace

from accounts.datamap.current import current
from accounts.datamap.vocabulary import DataMap, StoreMap
from accounts.regimes.residence import regime_for
from exports.models import ExportPackage
from exports.scoping import Scoping
from exports.stores.store import Store


def scoping_of(package: ExportPackage) -> Scoping:
    """Return the scope over the map in force, under the law of the place where the person lives."""
    return Scoping(package.wish, current(), regime_for(package.subject.residence).key)


def map_of(package: ExportPackage) -> DataMap:
    """Return the map with only what the copy holds; everything that reads a map then says the same of it."""
    scoping = scoping_of(package)
    if package.wish.right == "access" and not package.wish.categories:
        return scoping.datamap
    stores = {key: _seen(store, scoping) for key, store in scoping.datamap.stores.items()}
    return replace(scoping.datamap, stores=stores)


def store_of(datamap: DataMap, key: str) -> Store:
    """Return a store with tables, opened with its part of such a map."""
    return Store(datamap.stores[key])


def _seen(store: StoreMap, scoping: Scoping) -> StoreMap:
    tables = {name: scoping.scoped(table) for name, table in store.tables.items()}
    objects = {key: replace(one, withheld=scoping.files(one)) for key, one in store.objects.items()}
    return replace(store, tables=tables, objects=objects)
