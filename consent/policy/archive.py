"""Which version applies, which comes next, and what each replaced: read with one query, without the long texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from consent.models import PolicyVersion

MOST = 1000
"""More versions than anybody publishes; a page asks for no more rows than this."""


@dataclass(frozen=True)
class Archive:
    """Every version as of a day, the newest date first."""

    versions: Sequence[PolicyVersion]
    day: date

    @classmethod
    def on(cls, day: date) -> "Archive":
        """Return the archive as it stands on a day."""
        return cls(list(PolicyVersion.objects.listed()[:MOST]), day)

    @property
    def in_force(self) -> PolicyVersion | None:
        """Return the version that applies, or None before the first."""
        return next((one for one in self.versions if one.effective_on <= self.day), None)

    @property
    def upcoming(self) -> list[PolicyVersion]:
        """Return the versions announced for later, the next one first."""
        return [one for one in reversed(self.versions) if one.effective_on > self.day]

    def before(self, version: PolicyVersion) -> PolicyVersion | None:
        """Return the version that this one replaces, or None for the first."""
        later = self._place(version) + 1
        return self.versions[later] if later < len(self.versions) else None

    def last_day(self, version: PolicyVersion) -> date | None:
        """Return the last day on which a version applied or will apply, or None when no other is to follow."""
        place = self._place(version)
        return self.versions[place - 1].effective_on - timedelta(days=1) if place else None

    def state(self, version: PolicyVersion) -> str:
        """Return whether a version is `upcoming`, `in_force`, `former`, or `never` applied because another took its date."""
        if version.effective_on > self.day:
            return "upcoming"
        if version == self.in_force:
            return "in_force"
        last = self.last_day(version)
        return "never" if last is not None and last < version.effective_on else "former"

    def numbered(self, number: int) -> PolicyVersion | None:
        """Return the version with a number, or None."""
        return next((one for one in self.versions if one.number == number), None)

    def _place(self, version: PolicyVersion) -> int:
        return [one.number for one in self.versions].index(version.number)
