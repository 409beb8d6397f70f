"""How it stands with the people whom only others named, for staff: counts for each store, and who still waits. No names, no addresses."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count

from accounts.datamap.current import current
from accounts.datamap.vocabulary import Contacts
from accounts.regimes.days import add_months
from accounts.regimes.informing import EXEMPTIONS, TOLD_WITHIN, Exemption
from consent.named.standing import named_by, telling_stores
from consent.reasons import in_words

SHOWN = 100
"""People listed of one store, the longest known first; the counts are of all."""
TOLD = "handed_over"


@dataclass(frozen=True)
class Waiting:
    """One person who is not told: their reference, when they were named, the law's last day, and how it stands."""

    ref: UUID
    named_at: datetime
    due_on: date
    state: str

    @property
    def words(self) -> str:
        """Return how it stands, in words."""
        return in_words(self.state)

    @property
    def is_late(self) -> bool:
        """Return whether the law's time is over."""
        return self.state == "overdue"


@dataclass(frozen=True)
class StoreCounts:
    """The contacts of one store: what the map says of them, how many stand how, and the first of those who are not told."""

    name: str
    said: Contacts
    states: dict[str, int] = field(default_factory=dict)
    untold: tuple[Waiting, ...] = ()

    @property
    def exemption(self) -> Exemption | None:
        """Return the exception by which they are not written to, if there is one."""
        return EXEMPTIONS.get(self.said.notice)

    @property
    def in_words(self) -> list[tuple[str, int]]:
        """Return the states in words with their numbers."""
        return [(in_words(state), number) for state, number in self.states.items()]


def counts_by_store() -> list[StoreCounts]:
    """Return every store that has contacts, with their counts. Two queries a store, however many people."""
    found = []
    for key in telling_stores():
        store = current().stores[key]
        people = named_by(key)
        states = people.values("named_state").annotate(number=Count("pk")).order_by("named_state")
        untold = people.exclude(named_state=TOLD).order_by("named_at", "pk")[:SHOWN]
        if store.contacts is None:
            continue
        found.append(
            StoreCounts(
                store.name,
                store.contacts,
                {row["named_state"]: row["number"] for row in states},
                tuple(
                    Waiting(ref, at, add_months(at.date(), TOLD_WITHIN.count), state)
                    for ref, at, state in untold.values_list("ref", "named_at", "named_state")
                ),
            )
        )
    return found
