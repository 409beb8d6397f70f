"""Read what a store says of people whom only others named, and whether it agrees with the rest of the map (GDPR 14)."""

from collections.abc import Iterator
from typing import get_args

from accounts.datamap import vocabulary as v
from accounts.datamap.problems import Problem, undeclared
from accounts.datamap.reader import Entry

SENT = "send"
"""What `notice` is where the map does not say: nobody is left untold without a reason."""


def read_contacts(entry: Entry) -> v.Contacts:
    """Return what a store says of the contacts on its roster. Raise DataMapError."""
    needed = ("category", "source", "purpose")
    given = entry.keys_among(*needed, "notice", "not_told_because", "held", "used", needed=needed)
    notice = given["notice"].choice(get_args(v.ContactNotice)) if "notice" in given else SENT
    if notice != SENT and "not_told_because" not in given:
        raise entry.error("The key not_told_because is missing: say why these people are not told.")
    if notice == SENT and "not_told_because" in given:
        raise given["not_told_because"].error("These people are told. Remove this key.")
    return v.Contacts(
        given["category"].text(),
        given["source"].text(),
        given["purpose"].text(),
        notice,  # type: ignore[arg-type]
        given["not_told_because"].reason() if "not_told_because" in given else "",
        given["held"].reason() if "held" in given else "",
        given["used"].reason() if "used" in given else "",
    )


def contacts_agree(datamap: v.DataMap) -> Iterator[Problem]:
    """Yield what stores say of contacts that is declared nowhere, or that their category does not say."""
    for key, store in datamap.stores.items():
        if store.contacts is not None:
            for part, words in _faults(store.contacts, datamap):
                yield Problem("stores", key, ("contacts", part), words)


def _faults(said: v.Contacts, datamap: v.DataMap) -> Iterator[tuple[str, str]]:
    category = datamap.categories.get(said.category)
    if category is None:
        yield "category", undeclared("category", said.category, datamap.categories)
        return
    source = datamap.sources.get(said.source)
    if said.source not in category.sources:
        yield (
            "source",
            f"{said.source} is no source of {said.category}. Choose one of: {', '.join(category.sources)}.",
        )
    elif source is not None and source.kind != "third_party":
        yield (
            "source",
            f"Contacts are named by others, and {said.source} is of the kind {source.kind}. Choose one of the kind third_party.",
        )
    if said.purpose not in category.purposes:
        yield (
            "purpose",
            f"{said.purpose} is no purpose of {said.category}. Choose one of: {', '.join(category.purposes)}.",
        )
        return
    for basis in {"contract", "consent"}.intersection(datamap.purposes[said.purpose].every_basis):
        yield (
            "purpose",
            (
                f"{said.purpose} rests on {basis}, and these people made no contract and were not asked. "
                "Choose a purpose that rests on something else."
            ),
        )
