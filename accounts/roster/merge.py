"""Find or make the data subjects for a batch of roster entries, with a constant number of statements.

Who is as the portal knows them costs two keyed hashes and an index look-up: the fingerprint of the line is kept
with the number. For everybody else rows are compared before anything is sealed, and new ones go in by COPY.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.datamap.current import current
from accounts.keyed_hash import fingerprint, keyed_hash
from accounts.models import CorrectedFact, DataSubject, Identifier
from accounts.roster.conflicts import note_conflicts
from accounts.roster.entries import ABOUT, EXCLUSIVE, GENERAL, RosterEntry
from accounts.roster.statements import KEEP_LINES, NOT_AS_KNOWN, OWNERS, SEE, SUPPRESSED, execute, packed
from accounts.roster.writing import NewIdentifier, Person, insert_identifiers, insert_people
from accounts.sealing import Keyring
from accounts.signals import people_identified

NUMBER = "platform_id"
CONTACT = DataSubject.Standing.CONTACT
Place = tuple[str, str, bytes]
"""Kind, store and digest of an identifier."""


@dataclass(slots=True)
class Line:
    """One entry, the digest of its number, the fingerprint of what it says, and what the portal knows of the number."""

    entry: RosterEntry
    number: bytes
    said: bytes
    row: int | None = None
    person: Person | None = None
    places: list[tuple[Place, str]] = field(default_factory=list)
    conflicts: bool = False
    touched: bool = False


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
        return f"roster:{self.store}"

    def run(self) -> Counter[str]:
        """Write the batch and return the counts that are not zero.

        They are created, linked, changed, unchanged, suppressed, conflicting, and kept (put right by their person). Locks the
        subjects it changes. A person is found by the store's own number, else by a verified exclusive address or name; who was
        erased is never restored, and two people found for one are noted for staff.
        """
        lines = [
            Line(entry, keyed_hash(NUMBER, entry.platform_id), fingerprint(entry.content))
            for entry in {entry.platform_id: entry for entry in self.entries}.values()
        ]
        self._see(lines)
        work = self._without_suppressed(self._not_as_known(lines))
        if work:
            self._find(work)
            self._write(work)
        return +self.counts

    def _see(self, lines: list[Line]) -> None:
        if self.sync is not None:
            digests = [line.number for line in lines]
            execute(
                SEE,
                {"sync": self.sync, **packed(digests)},
            )

    def _not_as_known(self, lines: list[Line]) -> list[Line]:
        """Return the lines that say something new, with the row of their number and its person where there are such."""
        # A table that grows while it is looked up is one the planner knows little about: a join that reads it all,
        # piece after piece, would make the run quadratic.
        execute("SET LOCAL enable_seqscan = off")
        found = execute(
            NOT_AS_KNOWN,
            {
                "store": self.store,
                "said": b"".join(line.said for line in lines),
                **packed([line.number for line in lines]),
            },
        )
        work = []
        for place, row, subject in sorted(found, key=lambda one: one[0]):
            line = lines[place]
            line.row = row
            line.person = Person(subject) if subject is not None else None
            work.append(line)
        self.counts["unchanged"] += len(lines) - len(work)
        return work

    def _without_suppressed(self, lines: list[Line]) -> list[Line]:
        for line in lines:
            line.places = [
                ((kind, "" if kind in GENERAL else self.store, keyed_hash(kind, value)), value)
                for kind, value in ((NUMBER, line.entry.platform_id), *line.entry.identifiers)
            ]
        suppressed = {
            (kind, store, digests[place])
            for kind, store in ((NUMBER, self.store), ("email", ""))
            for digests in [[place[2] for line in lines for place, _value in line.places if place[0] == kind]]
            for (place,) in execute(
                SUPPRESSED,
                {"kind": kind, "store": store, **packed(digests)},
            )
        }
        kept = [line for line in lines if not any(place in suppressed for place, _value in line.places)]
        self.counts["suppressed"] += len(lines) - len(kept)
        return kept

    def _find(self, lines: list[Line]) -> None:
        """Give every line its person: the number's, else that of an exclusive address or name, else a new one."""
        owners = self._owners({place for line in lines for place, _v in line.places if place[0] in EXCLUSIVE})
        wanted = {line.person.pk for line in lines if line.person} | set(owners.values())
        rows = (
            DataSubject.objects.present().select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
        )
        known = {row.pk: Person(row.pk, str(row.ref), row) for row in rows}
        people = {place: known[pk] for place, pk in owners.items() if pk in known}
        for line in lines:
            exclusive = [place for place, _value in line.places if place[0] in EXCLUSIVE]
            person = known.get(line.person.pk) if line.person and line.person.pk else None
            if person is None:
                person = next((people[place] for place in exclusive if place in people), None)
                self.counts["linked"] += person is not None
            if person is None:
                person = Person(None)
            line.person = person
            for place in exclusive:
                line.conflicts |= people.setdefault(place, person) is not person
        note_conflicts(
            self.store,
            [
                (line.person.pk, people[place].pk)
                for line in lines
                if line.conflicts
                for place, _value in line.places
                if place[0] in EXCLUSIVE and people[place] is not line.person
            ],
        )
        self.taken = people

    def _owners(self, places: Iterable[Place]) -> dict[Place, int]:
        """Return who holds these verified, exclusive identifiers; one statement a kind, so that the unique index serves."""
        grouped: dict[tuple[str, str], list[bytes]] = {}
        for kind, store, digest in places:
            grouped.setdefault((kind, store), []).append(digest)
        return {
            (kind, store, digests[place]): subject
            for (kind, store), digests in sorted(grouped.items())
            for place, subject in execute(
                OWNERS,
                {"kind": kind, "store": store, **packed(digests)},
            )
        }

    def _write(self, lines: list[Line]) -> None:
        new = list({id(line.person): line for line in lines if line.person.pk is None}.values())
        insert_people([(line.person, line.entry) for line in new])
        self.counts["created"] += len(new)
        fresh = {line.person.pk for line in new}
        self._change_people([line for line in lines if line.person.pk not in fresh], fresh)
        self._write_identifiers(lines, fresh)
        self._keep_lines(lines)
        for line in lines:
            if line.person.row is not None:
                self.counts["changed" if line.touched else "unchanged"] += 1

    def _said_by_others(self, people: set[int]) -> dict[int, list[str]]:
        """Return by person what a store that the map declares earlier says about them: two stores must not take turns."""
        earlier: dict[str, list[str]] = {}
        for key, store in current().stores.items():
            if key == self.store:
                break
            said = [name for person in store.people.values() for name in person.roster]
            if said:
                earlier[f"roster:{key}"] = said
        found: dict[int, list[str]] = {}
        rows = Identifier.objects.filter(subject__in=people, source__in=earlier).order_by()
        for subject, source in rows.values_list("subject", "source").distinct() if earlier else ():
            found.setdefault(subject, []).extend(earlier[source])
        return found

    def _change_people(self, lines: list[Line], fresh: set[int]) -> None:
        others = self._said_by_others({line.person.pk for line in lines})
        facts: dict[int, list[str]] = {}
        for pk, what in CorrectedFact.objects.filter(
            subject__in={line.person.pk for line in lines}
        ).values_list("subject", "what"):
            facts.setdefault(pk, []).append(what)
        changed = []
        for line in lines:
            subject = line.person.row
            if subject is None:
                continue
            values = {name: getattr(line.entry, name) for name in ABOUT}
            if subject.standing == DataSubject.Standing.CLOSING or line.entry.standing == CONTACT:
                # A closing begun here ends here; the company's own state follows it, not the other way round. And somebody
                # with an account does not become a mere contact because others have them in a list.
                values["standing"] = subject.standing
            for name in others.get(subject.pk, ()):
                values[name] = getattr(subject, name)
            for name in facts.get(subject.pk, ()):
                # Its person put it right here, and a feed must not undo that (11 CCR 7023(c)).
                self.counts["kept"] += values[name] != getattr(subject, name)
                values[name] = getattr(subject, name)
            different = any(getattr(subject, name) != value for name, value in values.items())
            for name, value in values.items():
                setattr(subject, name, value)
            line.touched |= different
            changed += [subject] * different
        DataSubject.objects.bulk_update(changed, ABOUT, batch_size=1000)

    def _write_identifiers(self, lines: list[Line], fresh: set[int]) -> None:
        old = sorted({line.person.pk for line in lines} - fresh)
        have: dict[tuple[int, Place], tuple[int, str, bytes]] = {}
        for pk, subject, kind, store, digest, source, brought_by in Identifier.objects.filter(
            subject__in=old
        ).values_list("pk", "subject", "kind", "store", "digest", "source", "brought_by"):
            have[subject, (kind, store, bytes(digest))] = (pk, source, bytes(brought_by))
        wanted: dict[tuple[int, Place], tuple[Line, str]] = {}
        for line in lines:
            for place, value in line.places:
                if place[0] not in EXCLUSIVE or self.taken[place] is line.person:
                    wanted.setdefault((line.person.pk, place), (line, value))
        self.counts["conflicting"] += sum(line.conflicts for line in lines)
        self._drop_outdated(lines, have, wanted)
        missing = {key: one for key, one in wanted.items() if key not in have}
        rows = {line.person.pk: line.person.row for line, _value in missing.values() if line.person.row}
        ring = Keyring(list(rows.values()), life="account")
        inserted = insert_identifiers(
            self.source,
            [
                NewIdentifier(
                    subject,
                    place,
                    line.person.seal(value) if line.person.row is None else ring.seal(line.person.row, value),
                    place[0] in EXCLUSIVE,
                    line.number,
                    line.said if place[0] == NUMBER and not line.conflicts else b"",
                )
                for (subject, place), (line, value) in missing.items()
            ],
        )
        # Somebody took the same address in the meantime: it stays theirs.
        self.counts["conflicting"] += len(missing) - inserted
        for line, _value in missing.values():
            line.touched = True
        if missing:
            people_identified.send(Identifier, subjects={subject for subject, _place in missing})

    def _drop_outdated(self, lines: list[Line], have: Any, wanted: Any) -> None:
        """Remove what a line brought and does not say any more. The person's other lines are read anew: one may say it too."""
        numbers = {(line.person.pk, line.number): line for line in lines}
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

    def _keep_lines(self, lines: list[Line]) -> None:
        """Note what was taken of each number that was known. A line in conflict is looked at again each time."""
        known = [line for line in lines if line.row is not None]
        if known:
            execute(
                KEEP_LINES,
                {
                    "source": self.source,
                    "rows": [line.row for line in known],
                    "said": [b"" if line.conflicts else line.said for line in known],
                },
            )
