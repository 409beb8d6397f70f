"""Which recipients are due for a review, and what else a sound map should be asked about. Pure.

A map stays sound when a review falls due, so that a date does not stop people's requests; staff are told.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from accounts.datamap.vocabulary import DataMap, Recipient

ReviewState = Literal["current", "overdue", "to_come", "none"]


def review_state(recipient: Recipient, day: date) -> ReviewState:
    """Return whether a review is valid on a day, is over, lies in the future, or was never due."""
    due = recipient.review_due
    if due is None or recipient.reviewed_on is None:
        return "none"
    if recipient.reviewed_on > day:
        return "to_come"
    return "overdue" if due < day else "current"


def overdue(datamap: DataMap, day: date) -> list[Recipient]:
    """Return the active recipients whose review is over, the longest first."""
    late = [r for r in datamap.recipients.values() if r.active and review_state(r, day) == "overdue"]
    return sorted(late, key=lambda r: (r.review_due or day, r.key))


def doubts(datamap: DataMap, day: date) -> Iterator[str]:
    """Yield a sentence for each thing that is allowed and should be seen to."""
    for one in overdue(datamap, day):
        yield (
            f"recipients.{one.key}: The review of {one.name} was due on {one.review_due}. Review the contract and what "
            "protects the data, then write the day into reviewed_on."
        )
    for one in datamap.recipients.values():
        if one.active and review_state(one, day) == "to_come":
            yield (
                f"recipients.{one.key}: {one.reviewed_on} has not come yet, so {one.name} was not reviewed on it."
            )
        if one.active and one.kind == "processor" and not one.categories:
            yield (
                f"recipients.{one.key}: No category says that {one.name} receives it. Name its categories, or say active: false."
            )
