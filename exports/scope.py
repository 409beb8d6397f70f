"""What of a person's data a copy holds, and in which forms: the wish, kept with the package."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

Right = Literal["access", "portability", "know_specific", "know_categories"]
"""Everything (GDPR 15); what was given or observed under consent or contract (GDPR 20); the pieces of
Cal. Civ. Code 1798.110 without what 11 CCR 7024(d) forbids to hand out; or their categories only."""
Format = Literal["html", "csv", "activitypub", "blog"]
"""Forms beside the JSON that every copy has."""
GIGABYTE = 10**9
"""As people ask for sizes of files, and as disks are sold."""


def rights_under(law: str) -> tuple[Right, ...]:
    """Return what somebody to whom this law applies (key of a regime) can ask for by a copy, the fullest first.

    California knows portability only as the form in which its pieces come (Cal. Civ. Code 1798.130(a)(3)(B)(iii)).
    """
    return ("know_specific",) if law == "ccpa" else ("access", "portability")


@dataclass(frozen=True)
class Scope:
    """What is in a copy. Nothing under `categories` is all of them; `since` and `until` are days, both included.

    `part_bytes` is the size at which the archive is cut into several files; None for one file.
    """

    right: Right = "access"
    categories: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    formats: tuple[Format, ...] = ("html",)
    part_bytes: int | None = None

    def as_data(self) -> dict[str, Any]:
        """Return JSON-native data from which `from_data` makes an equal object."""
        days = {"since": self.since, "until": self.until}
        return asdict(self) | {name: day.isoformat() if day else None for name, day in days.items()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Scope":
        """Return the object that `as_data` described; of nothing, everything. Raise ValueError for what no scope can be."""
        if not data:
            return cls()
        right, formats = data["right"], tuple(data["formats"])
        if right not in get_args(Right) or set(formats) - set(get_args(Format)):
            raise ValueError(f"No copy has the right {right} and the forms {formats}.")
        since, until = (
            date.fromisoformat(day) if (day := data[name]) else None for name in ("since", "until")
        )
        return cls(right, tuple(data["categories"]), since, until, formats, data["part_bytes"])

    def under(self, law: str) -> "Scope":
        """Return the same wish with the right that this law has for it: its fullest, where it does not know the one asked for."""
        rights = rights_under(law)
        known = self.right in rights or self.right == "know_categories"
        return self if known else replace(self, right=rights[0])

    @property
    def whole(self) -> bool:
        """Return whether nothing was left out by choice."""
        return not (self.categories or self.since or self.until)

    @property
    def full(self) -> bool:
        """Return whether it is the fullest copy that a law gives: all kinds of data, of all time."""
        return self.whole and self.right in ("access", "know_specific")
