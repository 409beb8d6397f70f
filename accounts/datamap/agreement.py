"""Whether what a map says of messages, cookies, recipients, releases and stores agrees with the rest of it."""

from collections.abc import Iterator

from accounts.datamap import transfers
from accounts.datamap import vocabulary as v
from accounts.datamap.parties import TOLD
from accounts.datamap.problems import Problem, undeclared

OUTSIDE = ("http", "manual")
"""Kinds of store through which somebody else is told."""


def messages_agree(datamap: v.DataMap) -> Iterator[Problem]:
    """Yield what a topic or cookie says that cannot be."""
    for key, topic in datamap.topics.items():
        purpose = datamap.purposes.get(topic.purpose)
        if purpose is None:
            words = undeclared("purpose", topic.purpose, datamap.purposes)
            yield Problem("topics", key, ("purpose",), words)
        elif topic.locked and not {"contract", "legal_obligation"}.issuperset(purpose.every_basis):
            words = (
                f"Administrative messages rest on a contract or a legal obligation, and {purpose.key} rests on "
                f"{purpose.lawful_basis}. Choose another class or another purpose."
            )
            yield Problem("topics", key, ("class",), words)
        elif purpose.lawful_basis == "consent" and topic.starts_on:
            words = "Its purpose rests on consent, which nobody gives by saying nothing. Remove starts_on."
            yield Problem("topics", key, ("starts_on",), words)
    for key, cookie in datamap.cookies.items():
        purpose = datamap.purposes.get(cookie.purpose)
        if purpose is None:
            words = undeclared("purpose", cookie.purpose, datamap.purposes)
            yield Problem("cookies", key, ("purpose",), words)
        elif not cookie.necessary and purpose.lawful_basis != "consent":
            words = (
                f"What is not necessary needs consent, and {purpose.key} rests on {purpose.lawful_basis}. "
                "Say necessary: true if a service somebody asked for cannot do without it, or choose a purpose that asks."
            )
            yield Problem("cookies", key, ("purpose",), words)


def sources_agree(datamap: v.DataMap) -> Iterator[Problem]:
    """Yield what a source says of the store it is that cannot be."""
    for key, source in datamap.sources.items():
        if source.store:
            for words in _not_outside(source.store, datamap, "a source hears of corrections"):
                yield Problem("sources", key, ("store",), words)


def receiving_agrees(datamap: v.DataMap) -> Iterator[Problem]:
    """Yield what recipients, releases and the stores of others say that cannot be."""
    for recipient in datamap.recipients.values():
        for part, words in _recipient(recipient, datamap):
            yield Problem("recipients", recipient.key, (part,), words)
    for key, release in datamap.releases.items():
        for part, words in _release(release, datamap):
            yield Problem("releases", key, (part,), words)
    for store in datamap.stores.values():
        if store.recipient and store.recipient not in datamap.recipients:
            words = undeclared("recipient", store.recipient, datamap.recipients)
            yield Problem("stores", store.key, ("recipient",), words)
        for word in store.categories:
            if word not in datamap.categories:
                words = undeclared("category", word, datamap.categories)
                yield Problem("stores", store.key, ("categories",), words)


def _recipient(one: v.Recipient, datamap: v.DataMap) -> Iterator[tuple[str, str]]:
    for part, kind, said, known in (
        ("categories", "category", one.categories, datamap.categories),
        ("purposes", "purpose", one.purposes, datamap.purposes),
    ):
        for word in said:
            if word not in known:
                yield part, undeclared(kind, word, known)
    wrong = transfers.fault(one)
    if wrong:
        yield "safeguard", wrong
    if not one.active and one.categories:
        yield (
            "active",
            f"Whoever is not active receives nothing, and the category {one.categories[0]} names them. Change one of the two.",
        )
    yield from _telling(one, datamap)


def _telling(one: v.Recipient, datamap: v.DataMap) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with how a recipient learns of deletions, corrections and opt-outs (GDPR 19)."""
    if not one.told_by:
        if one.active and one.categories and one.kind in TOLD:
            yield (
                "told_by",
                (
                    "The key told_by is missing: name the store of the kind http or manual through which they learn of "
                    f"deletions, corrections and opt-outs; or say {v.NOBODY}, with not_told_because."
                ),
            )
        return
    if one.told_by == v.NOBODY:
        runs = next((s.key for s in datamap.stores.values() if s.recipient == one.key), "")
        if runs:
            yield "told_by", f"They run the store {runs} and are told through it. Remove this key."
        return
    for words in _not_outside(one.told_by, datamap, "a recipient is told"):
        yield "told_by", words


def _not_outside(key: str, datamap: v.DataMap, what: str) -> Iterator[str]:
    """Yield what is wrong with a store through which somebody else is to be told."""
    store = datamap.stores.get(key)
    if store is None:
        yield undeclared("store", key, {key: s for key, s in datamap.stores.items() if s.kind in OUTSIDE})
    elif store.kind not in OUTSIDE:
        yield f"The store {store.key} is of the kind {store.kind}; {what} through one of the kind http or manual."


def _release(one: v.Release, datamap: v.DataMap) -> Iterator[tuple[str, str]]:
    recipient = datamap.recipients.get(one.recipient)
    if recipient is None:
        yield "recipient", undeclared("recipient", one.recipient, datamap.recipients)
    elif recipient.kind == "public" and one.method == "deidentified":
        yield (
            "method",
            f"The public is bound by no contract, and {recipient.key} is of the kind public: publish only what is aggregated.",
        )
    elif recipient.kind != "public" and one.contract is None:
        yield (
            "contract",
            f"The key contract is missing: {recipient.key} must be bound not to recognise anybody. Only the public is not.",
        )
    for word in one.categories:
        if word not in datamap.categories:
            yield "categories", undeclared("category", word, datamap.categories)
