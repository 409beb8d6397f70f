"""What people are told whom only others named: everything GDPR 14(1) and (2) want, from the data map; the same for all of one store."""

from dataclasses import dataclass
from typing import Any

from accounts.datamap.current import current
from accounts.datamap.transfers import is_abroad
from accounts.datamap.vocabulary import Recipient
from accounts.datamap.words import BASES, how_long


@dataclass(frozen=True)
class Receiver:
    """Who receives the data, what, where, and what protects it there (GDPR 14(1)(e), (f))."""

    name: str
    receives: str
    country: str
    safeguard: str


def facts_for(store: str) -> dict[str, Any]:
    """Return the facts of the notice to the contacts of a store. Raise KeyError when the data map says nothing of them."""
    datamap = current()
    said = datamap.stores[store].contacts
    if said is None:
        raise KeyError(store)
    category, purpose = datamap.categories[said.category], datamap.purposes[said.purpose]
    rule = datamap.retention[category.retention]
    return {
        "held": said.held or f"{category.name}: {category.description}",
        "source": datamap.sources[said.source],
        "used": said.used or f"{purpose.name}: {purpose.description}",
        "interest": purpose.interest,
        "basis": BASES[purpose.basis_for("gdpr")],
        "receivers": [
            Receiver(one.name, one.receives, one.country, one.safeguard if is_abroad(one) else "")
            for one in datamap.recipients.values()
            if _receives(one, category.key, purpose.key)
        ],
        "representatives": [
            f"{one.region}: {one.name}, {one.contact}" for one in datamap.organisation.representatives
        ],
        "how_long": how_long(rule.period, rule.after),
        "why_so_long": rule.reason,
    }


def _receives(one: Recipient, category: str, purpose: str) -> bool:
    return one.active and category in one.categories and (not one.purposes or purpose in one.purposes)
