"""Which file of the data map a store stands in, so that whoever must mend it knows where."""

from django.conf import settings

from accounts.datamap.reader import read


def origin(store: str) -> str:
    """Return `file:line` of a store's declaration, of all where later files extend it. Raise DataMapError."""
    places = []
    for file in (settings.PORTAL_MAP, *settings.DATA_MAP_FILES):
        stores = read(file).items().get("stores")
        if stores is not None and store in stores.items():
            places.append(f"{file}:{stores.items()[store].line}")
    return " or ".join(places) or "the personal_data.py of the app"
