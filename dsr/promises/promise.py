"""What a promise is, and how it stands."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

IDS = tuple(f"P{number:02}" for number in range(1, 47))
"""Every promise there is. The register holds each of them once, also those that nothing carries out yet."""


class Status(StrEnum):
    """How a promise stands."""

    KEPT = "kept"
    PARTLY = "partly"
    NOT_YET = "not_yet"

    @property
    def words(self) -> str:
        """Return it in words."""
        return str({"kept": _("kept"), "partly": _("kept in part"), "not_yet": _("not yet")}[self.value])

    @property
    def tone(self) -> str:
        """Return the tone of its tag."""
        return {"kept": "success", "partly": "warning", "not_yet": ""}[self.value]


@dataclass(frozen=True)
class Promise:
    """One promise.

    `how` says what carries it out and where that lives; `evidence` names the query that shows it; `missing`
    says what of the promise nothing carries out yet. Which tests prove it is said by the tests themselves.
    """

    id: str
    says: str | Lazy
    how: str | Lazy = ""
    evidence: str = ""
    missing: str | Lazy = ""

    @property
    def status(self) -> Status:
        """Return how it stands: nothing is called kept without a mechanism and evidence, or while something is missing."""
        if not self.how:
            return Status.NOT_YET
        return Status.KEPT if self.evidence and not self.missing else Status.PARTLY


@dataclass(frozen=True)
class Group:
    """Promises about one thing, as the page shows them together."""

    key: str
    title: str | Lazy
    promises: tuple[Promise, ...] = field(default_factory=tuple)


class FaultyRegister(Exception):
    """The register does not hold what it must; the message says what to change."""


def check(groups: tuple[Group, ...], queries: frozenset[str]) -> tuple[Group, ...]:
    """Return the groups when every promise stands in them once and each names evidence that exists.

    Raise FaultyRegister with the first fault otherwise.
    """
    seen: set[str] = set()
    for group in groups:
        for promise in group.promises:
            _check(promise, seen, queries)
            seen.add(promise.id)
    if missing := [name for name in IDS if name not in seen]:
        raise FaultyRegister(
            f"The register lacks {', '.join(missing)}. Add each to a group in dsr/promises/register, without `how` "
            "while nothing carries it out."
        )
    return groups


def _check(promise: Promise, seen: set[str], queries: frozenset[str]) -> None:
    if promise.id not in IDS:
        raise FaultyRegister(f"{promise.id} is no promise. They are numbered {IDS[0]} to {IDS[-1]}.")
    if promise.id in seen:
        raise FaultyRegister(f"{promise.id} stands in the register twice. Keep one.")
    if not promise.says:
        raise FaultyRegister(f"{promise.id} does not say what is promised.")
    if promise.evidence and promise.evidence not in queries:
        raise FaultyRegister(
            f"{promise.id} names the evidence {promise.evidence}, which no function in dsr/promises/evidence provides."
        )
    if promise.how and not promise.evidence:
        raise FaultyRegister(f"{promise.id} has a mechanism and no evidence. Name a query that shows it.")
    if not promise.how and (promise.evidence or promise.missing):
        raise FaultyRegister(f"{promise.id} has evidence and no mechanism. Say in `how` what carries it out.")
