"""The registers a map amounts to, ready to be read: who receives data, where it goes abroad, what was released."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.datamap.reviews import ReviewState, doubts, review_state
from accounts.datamap.transfers import is_abroad
from accounts.datamap.vocabulary import NOBODY, DataMap, Recipient, Release
from accounts.datamap.words import METHODS, RECIPIENTS, period

TONES: Mapping[ReviewState, str] = {
    "current": "success",
    "overdue": "urgent",
    "to_come": "warning",
    "none": "neutral",
}


@dataclass(frozen=True)
class ReceiverRow:
    """One recipient, with what it receives by name and how its review stands."""

    recipient: Recipient
    kind: str | Promise
    categories: list[str]
    review: ReviewState
    told: str

    @property
    def tone(self) -> str:
        """Return the colour of its review's state."""
        return TONES[self.review]

    @property
    def every(self) -> str:
        """Return how often it is reviewed, in words."""
        return period(self.recipient.review_every)


@dataclass(frozen=True)
class ReleaseRow:
    """One release, with who receives it and whether it goes on."""

    release: Release
    recipient: str
    method: str | Promise
    categories: list[str]
    going_on: bool


@dataclass(frozen=True)
class Registers:
    """What staff look through: those who work for us first, then the others; what is asked about the map on top."""

    processors: list[ReceiverRow]
    others: list[ReceiverRow]
    transfers: list[ReceiverRow]
    releases: list[ReleaseRow]
    doubts: list[str]

    @property
    def overdue(self) -> int:
        """Return how many reviews are overdue."""
        return sum(row.review == "overdue" for row in [*self.processors, *self.others])


def registers_of(datamap: DataMap, day: date) -> Registers:
    """Return the registers of a map as they stand on a day; whoever is not active any more comes last."""
    rows = [_receiver(one, datamap, day) for one in datamap.recipients.values()]
    rows.sort(key=lambda row: (not row.recipient.active, row.review != "overdue"))
    return Registers(
        [row for row in rows if row.recipient.kind == "processor"],
        [row for row in rows if row.recipient.kind != "processor"],
        [row for row in rows if row.recipient.active and is_abroad(row.recipient)],
        [_release(one, datamap, day) for one in datamap.releases.values()],
        list(doubts(datamap, day)),
    )


def _receiver(one: Recipient, datamap: DataMap, day: date) -> ReceiverRow:
    state = review_state(one, day) if one.active else "none"
    names = [datamap.categories[key].name for key in one.categories]
    return ReceiverRow(one, RECIPIENTS[one.kind], names, state, _told(one, datamap))


def _told(one: Recipient, datamap: DataMap) -> str:
    if one.told_by == NOBODY:
        return one.not_told_because
    store = datamap.stores.get(one.told_by)
    return _("Through %(store)s") % {"store": store.name} if store else ""


def _release(one: Release, datamap: DataMap, day: date) -> ReleaseRow:
    return ReleaseRow(
        one,
        datamap.recipients[one.recipient].name,
        METHODS[one.method],
        [datamap.categories[key].name for key in one.categories],
        one.since <= day and (one.until is None or one.until >= day),
    )
