"""Find or make the data subjects for a batch of roster entries, with a constant number of statements."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.clock import now
from accounts.keyed_hash import keyed_hash
from accounts.models import CorrectedFact, DataSubject, Identifier, Suppression
from accounts.roster.entries import RosterEntry
from accounts.sealing import Keyring
from accounts.signals import people_identified

PERSON_FIELDS = ("residence", "language", "standing")


@dataclass
class Merge:
    """One batch being merged into the subjects of a store. Call `run` inside a transaction."""

    store: str
    entries: list[RosterEntry]
    counts: Counter[str] = field(default_factory=Counter)

    def run(self) -> Counter[str]:
        """Write the batch and return the counts that are not zero: created, linked, changed, unchanged, suppressed, conflicting, kept (corrected by their person).

        Locks the subjects it changes. A person is found by the store's own number, else by a verified
        exclusive address; who was erased is never restored.
        """
        entries = self._without_suppressed()
        numbers = self._identified("platform_id", self.store, [e.platform_id for e in entries])
        addresses = self._identified("email", "", [e.identifiers.get("email", "") for e in entries])
        subjects: dict[str, DataSubject] = {}
        new: list[DataSubject] = []
        for entry in entries:
            subject = numbers.get(keyed_hash("platform_id", entry.platform_id))
            if subject is None and entry.identifiers.get("email"):
                subject = addresses.get(keyed_hash("email", entry.identifiers["email"]))
                self.counts["linked"] += subject is not None
            if subject is None:
                subject = DataSubject()
                new.append(subject)
            subjects[entry.platform_id] = subject
        self._write_people(entries, subjects, new)
        self._write_identifiers(entries, subjects)
        return +self.counts

    def _without_suppressed(self) -> list[RosterEntry]:
        numbers = {keyed_hash("platform_id", e.platform_id) for e in self.entries}
        addresses = {
            keyed_hash("email", e.identifiers["email"]) for e in self.entries if "email" in e.identifiers
        }
        rows = Suppression.objects.filter(
            Q(kind="platform_id", store=self.store, digest__in=numbers)
            | Q(kind="email", digest__in=addresses)
        )
        suppressed = {bytes(digest) for digest in rows.values_list("digest", flat=True)}
        kept = [
            e
            for e in self.entries
            if keyed_hash("platform_id", e.platform_id) not in suppressed
            and keyed_hash("email", e.identifiers.get("email", "")) not in suppressed
        ]
        self.counts["suppressed"] += len(self.entries) - len(kept)
        return kept

    def _identified(self, kind: str, store: str, values: Iterable[str]) -> dict[bytes, DataSubject]:
        digests = {keyed_hash(kind, value) for value in values if value}
        rows = Identifier.objects.locating().filter(
            kind=kind, store=store, exclusive=True, digest__in=digests
        )
        present = rows.filter(subject__in=DataSubject.objects.present())
        return {bytes(row.digest): row.subject for row in present.select_related("subject")}

    def _write_people(
        self, entries: list[RosterEntry], subjects: dict[str, DataSubject], new: list[DataSubject]
    ) -> None:
        made = {id(subject) for subject in new}
        corrected = self._corrected(subjects)
        changed = []
        for entry in entries:
            subject = subjects[entry.platform_id]
            values = {name: getattr(entry, name) for name in PERSON_FIELDS}
            if subject.standing == DataSubject.Standing.CLOSING:
                # A closing begun here ends here; the company's own state follows it, not the other way round.
                values["standing"] = subject.standing
            for name in corrected.get(subject.pk, ()):
                # Its person put it right here, and a feed must not undo that (11 CCR 7023(c)).
                self.counts["kept"] += values[name] != getattr(subject, name)
                values[name] = getattr(subject, name)
            different = any(getattr(subject, name) != value for name, value in values.items())
            for name, value in values.items():
                setattr(subject, name, value)
            if id(subject) not in made:
                self.counts["changed" if different else "unchanged"] += 1
                changed += [subject] * different
        DataSubject.objects.bulk_create(new)
        DataSubject.objects.bulk_update(changed, PERSON_FIELDS)
        self.counts["created"] += len(new)

    def _corrected(self, subjects: dict[str, DataSubject]) -> dict[int, list[str]]:
        """Return what each person has put right themselves."""
        known = [s.pk for s in subjects.values() if s.pk is not None]
        facts: dict[int, list[str]] = {}
        for pk, what in CorrectedFact.objects.filter(subject__in=known).values_list("subject", "what"):
            facts.setdefault(pk, []).append(what)
        return facts

    def _write_identifiers(self, entries: list[RosterEntry], subjects: dict[str, DataSubject]) -> None:
        source = f"roster:{self.store}"
        keyring = Keyring(list({s.pk: s for s in subjects.values()}.values()), life="account")
        wanted = {}
        for entry in entries:
            subject = subjects[entry.platform_id]
            for kind, value in {"platform_id": entry.platform_id, **entry.identifiers}.items():
                store = "" if kind in ("email", "phone") else self.store
                wanted[subject.pk, kind, store, keyed_hash(kind, value)] = Identifier(
                    subject=subject,
                    kind=kind,
                    store=store,
                    digest=keyed_hash(kind, value),
                    sealed_value=keyring.seal(subject, value),
                    verified_at=now(),
                    # Two accounts may share a telephone; nothing may be inferred from it.
                    exclusive=kind != "phone",
                    source=source,
                )
        have = {
            (row.subject_id, row.kind, row.store, bytes(row.digest)): row
            for row in Identifier.objects.filter(subject__in=[s.pk for s in subjects.values()])
        }
        outdated = [row.pk for key, row in have.items() if row.source == source and key not in wanted]
        Identifier.objects.filter(pk__in=outdated).delete()
        missing = [row for key, row in wanted.items() if key not in have]
        # Somebody else may hold the same verified address already. Theirs stays, this one is left out and counted.
        Identifier.objects.bulk_create(missing, ignore_conflicts=True)
        if missing:
            people_identified.send(Identifier, subjects={row.subject_id for row in missing})
        written = Identifier.objects.filter(subject__in=[s.pk for s in subjects.values()]).count()
        self.counts["conflicting"] += len(have) - len(outdated) + len(missing) - written
