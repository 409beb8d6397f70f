"""Disclosures in words for their person: the keys of the data map and of the law under their names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from accounts.datamap.vocabulary import DataMap, Recipient
from accounts.models import Disclosure
from accounts.regimes.disclosing import DISCLOSURE_GROUNDS, DisclosureGround


@dataclass(frozen=True)
class Shown:
    """One entry: who, what, when and why."""

    row: Disclosure
    recipient: Recipient | None
    recipient_name: str
    category_name: str
    ground: DisclosureGround | None
    disclosed_at: datetime

    @property
    def why(self) -> str | Promise:
        """Return the ground's name."""
        return self.ground.name if self.ground else self.row.ground


def shown(rows: Iterable[Disclosure], datamap: DataMap) -> Iterator[Shown]:
    """Yield entries in words. What the map no longer names keeps its key."""
    for row in rows:
        recipient = datamap.recipients.get(row.recipient)
        category = datamap.categories.get(row.category)
        yield Shown(
            row,
            recipient,
            recipient.name if recipient else row.recipient,
            category.name if category else row.category,
            DISCLOSURE_GROUNDS.get(row.ground),
            row.disclosed_at,
        )
