"""Find or make the data subjects for a batch of roster entries, with a constant number of statements.

Who is as the portal knows them costs two keyed hashes and an index look-up: the fingerprint of the line is kept
with the number. For everybody else rows are compared before anything is sealed, and new ones go in by COPY.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.models import Identifier
from accounts.roster.about import change_people
from accounts.roster.entries import EXCLUSIVE, RosterEntry, source_of
from accounts.roster.lines import NUMBER, Known, Line, Match, New, Place, hashed, with_places
from accounts.roster.matching import Taken, match_people
from accounts.roster.statements import KEEP_LINES, NOT_AS_KNOWN, SEE, SUPPRESSED, execute, packed
from accounts.roster.writing import NewIdentifier, insert_identifiers, insert_people
from accounts.sealing import Keyring
from accounts.signals import people_identified

Had = dict[tuple[int, Place], tuple[int, str, bytes]]
"""The identifiers of known people: row, source and the number they came with, by person and place."""
Wanted = dict[tuple[int, Place], tuple[Match, str]]


@dataclass
class Merge:
    """One batch being merged into the subjects of a store. Call `run` inside a transaction that has waited for the store."""

    store: str
    entries: Sequence[RosterEntry]
    sync: int | None = None
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def source(self) -> str:
        """Return how identifiers name where they come from."""
        return source_of(self.store)

    def run(self) -> Counter[str]:
        """Write the batch and return the counts that are not zero.

        They are created, linked, changed, unchanged, suppressed, conflicting, and kept (put right by their person). Locks the
        subjects it changes. A person is found by the store's own number, else by a verified exclusive address or name; who was
        erased is never restored, and two people found for one are noted for staff.
        """
        entries = list({entry.platform_id: entry for entry in self.entries}.values())
        if entries:
            numbers, said = hashed(entries)
            if self.sync is not None:
                execute(SEE, {"sync": self.sync, **packed(numbers)})
            work = self._without_suppressed(self._not_as_known(entries, numbers, said))
            if work:
                self._write(*match_people(self.store, work, self.counts))
        return +self.counts

    def _not_as_known(
        self, entries: Sequence[RosterEntry], numbers: Sequence[bytes], said: Sequence[bytes]
    ) -> list[Line]:
        """Return the lines that say something new, with the row of their number and whose it is where there are such."""
        # A table that grows while it is looked up is one the planner knows little about: a join that reads it all,
        # piece after piece, would make the run quadratic.
        execute("SET LOCAL enable_seqscan = off")
        found = execute(NOT_AS_KNOWN, {"store": self.store, "said": b"".join(said), **packed(numbers)})
        self.counts["unchanged"] += len(entries) - len(found)
        return [
            Line(entries[place], numbers[place], said[place], row, subject)
            for place, row, subject in sorted(found, key=lambda one: one[0])
        ]

    def _without_suppressed(self, lines: list[Line]) -> list[Line]:
        lines = with_places(lines, self.store)
        suppressed = {
            (kind, store, digests[place])
            for kind, store in ((NUMBER, self.store), ("email", ""))
            for digests in [[place[2] for line in lines for place, _value in line.places if place[0] == kind]]
            if digests
            for (place,) in execute(SUPPRESSED, {"kind": kind, "store": store, **packed(digests)})
        }
        kept = [line for line in lines if not any(place in suppressed for place, _value in line.places)]
        self.counts["suppressed"] += len(lines) - len(kept)
        return kept

    def _write(self, matches: list[Match], taken: Taken) -> None:
        new = list(dict.fromkeys(match.person for match in matches if isinstance(match.person, New)))
        insert_people(new)
        self.counts["created"] += len(new)
        change_people(self.store, matches, self.counts)
        self._write_identifiers(matches, taken)
        self._keep_lines(matches)
        for match in matches:
            if isinstance(match.person, Known):
                self.counts["changed" if match.touched else "unchanged"] += 1

    def _write_identifiers(self, matches: list[Match], taken: Taken) -> None:
        have = self._have({match.person.pk for match in matches if isinstance(match.person, Known)})
        wanted: Wanted = {}
        for match in matches:
            person, pk = match.person, match.person.pk
            for place, value in match.line.places:
                if place[0] not in EXCLUSIVE or taken[place] is person:
                    wanted.setdefault((pk, place), (match, value))
        self.counts["conflicting"] += sum(match.conflicts for match in matches)
        self._drop_outdated(matches, have, wanted)
        missing = {key: one for key, one in wanted.items() if key not in have} if have else wanted
        rows = {
            match.person.pk: match.person.row
            for match, _value in missing.values()
            if isinstance(match.person, Known)
        }
        ring = Keyring(list(rows.values()), life="account") if rows else None
        inserted = insert_identifiers(
            self.source, [_new_identifier(place, *one, ring) for (_pk, place), one in missing.items()]
        )
        # Somebody took the same address in the meantime: it stays theirs.
        self.counts["conflicting"] += len(missing) - inserted
        for match, _value in missing.values():
            match.touched = True
        if missing:
            people_identified.send(Identifier, subjects={subject for subject, _place in missing})

    def _have(self, people: set[int]) -> Had:
        have: Had = {}
        rows = Identifier.objects.filter(subject__in=sorted(people))
        asked = rows.values_list("pk", "subject", "kind", "store", "digest", "source", "brought_by")
        for pk, subject, kind, store, digest, source, brought_by in asked if people else ():
            have[subject, (kind, store, bytes(digest))] = (pk, source, bytes(brought_by))
        return have

    def _drop_outdated(self, matches: list[Match], have: Had, wanted: Wanted) -> None:
        """Remove what a line brought and does not say any more. The person's other lines are read anew: one may say it too."""
        numbers = {(match.person.pk, match.line.number): match for match in matches}
        outdated = {
            (subject, place): pk
            for (subject, place), (pk, source, brought_by) in have.items()
            if source == self.source and (subject, brought_by) in numbers and (subject, place) not in wanted
        }
        for subject, place in outdated:
            numbers[subject, have[subject, place][2]].touched = True
        if outdated:
            Identifier.objects.filter(pk__in=outdated.values()).delete()
            people = {subject for subject, _place in outdated}
            Identifier.objects.filter(subject__in=people, source=self.source, kind=NUMBER).update(line=b"")

    def _keep_lines(self, matches: list[Match]) -> None:
        """Note what was taken of each number that was known. A line in conflict is looked at again each time."""
        known = [match for match in matches if match.line.row is not None]
        if known:
            execute(
                KEEP_LINES,
                {
                    "source": self.source,
                    "rows": [match.line.row for match in known],
                    "said": [b"" if match.conflicts else match.line.said for match in known],
                },
            )


def _new_identifier(place: Place, match: Match, value: str, ring: Keyring | None) -> NewIdentifier:
    person, line = match.person, match.line
    if isinstance(person, New):
        sealed = person.seal(value)
    elif ring is None:
        raise LookupError("The keys of people who are known come with them.")
    else:
        sealed = ring.seal(person.row, value)
    told = line.said if place[0] == NUMBER and not match.conflicts else b""
    return NewIdentifier(person.pk, place, sealed, place[0] in EXCLUSIVE, line.number, told)
