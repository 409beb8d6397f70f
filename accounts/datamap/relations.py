"""Facts of the map that may be said on either side, made to stand on both."""

from dataclasses import replace

from accounts.datamap import vocabulary as v


def joined(datamap: v.DataMap) -> v.DataMap:
    """Return the map in which a category names whoever says that they receive it, and the other way round.

    A recipient who runs a store is told through it.
    """
    categories = {
        key: replace(one, recipients=(*one.recipients, *_receivers(datamap, key)))
        for key, one in datamap.categories.items()
    }
    runs = {store.recipient: key for key, store in reversed(list(datamap.stores.items())) if store.recipient}
    recipients = {
        key: replace(
            one,
            categories=(
                *(name for name, category in categories.items() if key in category.recipients),
                *(name for name in one.categories if name not in categories),
            ),
            told_by=one.told_by or runs.get(key, ""),
        )
        for key, one in datamap.recipients.items()
    }
    return replace(datamap, categories=categories, recipients=recipients)


def _receivers(datamap: v.DataMap, category: str) -> tuple[str, ...]:
    said = datamap.categories[category].recipients
    return tuple(
        key for key, one in datamap.recipients.items() if category in one.categories and key not in said
    )
