"""Record to whom data was given, and tell the person as soon as that is allowed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.clock import today
from accounts.datamap.current import current
from accounts.disclosures.entries import BadDisclosure, DisclosureEntry, as_declared, read_entry
from accounts.disclosures.people import find_people
from accounts.errors import DomainError, NotAllowed
from accounts.locks import wait_for
from accounts.models import DataSubject, Disclosure

LIFT = "accounts.lift_disclosure"
BATCH = 1000
EACH = ("recipient", "category", "ground", "disclosed_at")
PIECE = 5000


@dataclass(frozen=True)
class LineError:
    """Why one line was not taken: its number in what was sent, the sender's own id if it has one, a code and a sentence."""

    line: int
    id: str
    code: str
    detail: str


@dataclass
class Recorded:
    """What became of a batch: counts of recorded, unchanged, changed and not_as_declared, and the lines not taken."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[LineError] = field(default_factory=list)


class LinesRefused(DomainError):
    """A file with faulty lines, of which nothing was taken."""

    code = "lines_refused"
    message = _("Nothing was recorded: some lines cannot be used.")

    def __init__(self, errors: Sequence[LineError]) -> None:
        super().__init__()
        self.errors = errors


class AlreadyTold(DomainError):
    """The person may see the entry already."""

    code = "already_told"
    message = _("The person may see this entry already.")


def record_disclosures(lines: Sequence[Any], *, sender: str, actor: Actor, first_line: int = 0) -> Recorded:
    """Record what a system of the company reports, and return what became of each line.

    Good lines are taken, the others are named. Repeating a line changes nothing but the day until which the person
    must not be told, and that only while they are not. Commits on its own; waits for other batches of the same sender.
    """
    with transaction.atomic():
        wait_for(f"disclosures:{sender}")
        done = _Batch(sender).take(lines, first_line)
        counts = done.counts
        if counts["recorded"] or counts["changed"]:
            audit.record(
                "accounts:disclosures:recorded",
                actor=actor,
                sender=sender,
                recorded=counts["recorded"],
                changed=counts["changed"],
            )
    return done


def load_disclosures(lines: Iterable[Any], *, sender: str, actor: Actor, first_line: int = 1) -> Counter[str]:
    """Record every line of a file, or none: raise LinesRefused with the faulty ones, a hundred at most.

    One transaction; memory does not grow with the file.
    """
    counts: Counter[str] = Counter()
    errors: list[LineError] = []
    waiting = iter(lines)
    with transaction.atomic():
        while piece := list(islice(waiting, BATCH)):
            done = record_disclosures(piece, sender=sender, actor=actor, first_line=first_line)
            first_line += len(piece)
            counts += done.counts
            errors += done.errors
            if len(errors) >= 100:
                break
        if errors:
            raise LinesRefused(errors[:100])
    return counts


@transaction.atomic
def tell_lapsed(*, actor: Actor) -> int:
    """Give people the entries of which they may be told from today on and return how many, at most a piece of 5000."""
    due = Disclosure.objects.lapsed().order_by("pk").select_for_update(skip_locked=True)[:PIECE]
    keys = list(due.values_list("pk", flat=True))
    if keys:
        _tell(keys)
        audit.record("accounts:disclosures:told", actor=actor, entries=len(keys))
    return len(keys)


@transaction.atomic
def lift_prohibition(entry: Disclosure, *, actor: Actor) -> Disclosure:
    """Let the person know of an entry before its day, because the prohibition was lifted.

    Locks the entry. Raise NotAllowed without the permission, AlreadyTold when they may see it.
    """
    if actor.kind != "staff" or actor.user is None or not actor.user.has_perm(LIFT):
        raise NotAllowed
    entry = Disclosure.objects.select_for_update().get(pk=entry.pk)
    if entry.held_for_id is None:
        raise AlreadyTold
    _tell([entry.pk])
    audit.record("accounts:disclosure:lifted", actor=actor, entry=entry.pk)
    entry.refresh_from_db()
    return entry


def look_at_disclosures(subject_ref: UUID, *, actor: Actor) -> None:
    """Record that this member of staff looks up to whom one person's data was given; called before any is shown."""
    with transaction.atomic():
        audit.record("accounts:disclosures:viewed", actor=actor, subject_ref=subject_ref)


def _tell(keys: list[int]) -> None:
    # Both columns change in one statement, so that no moment has an entry on neither or on both.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_disclosure SET subject_id = held_for_id, held_for_id = NULL "
            "WHERE id = ANY (%s) AND held_for_id IS NOT NULL",
            [keys],
        )


@dataclass
class _Batch:
    """One batch of one sender, inside the caller's transaction."""

    sender: str
    done: Recorded = field(default_factory=Recorded)

    def take(self, lines: Sequence[Any], first_line: int) -> Recorded:
        """Write what can be written and return what became of each line."""
        datamap = current()
        read: list[tuple[int, DisclosureEntry]] = []
        for number, line in enumerate(lines, first_line):
            try:
                read.append((number, read_entry(line, datamap)))
            except BadDisclosure as error:
                own = str(line.get("id", ""))[:80] if isinstance(line, dict) else ""
                self.done.errors.append(LineError(number, own, error.code, error.detail))
        people = find_people({entry.person for _number, entry in read})
        wanted = [entry.external_id for _number, entry in read]
        kept = {
            row.external_id: row
            for row in Disclosure.objects.select_for_update().filter(
                sender=self.sender, external_id__in=wanted
            )
        }
        new: list[Disclosure] = []
        changed: list[Disclosure] = []
        for number, entry in read:
            try:
                self._take_one(entry, people.get(entry.person, []), kept, new, changed)
            except BadDisclosure as error:
                self.done.errors.append(LineError(number, entry.external_id, error.code, error.detail))
            else:
                self.done.counts["not_as_declared"] += not as_declared(entry, datamap)
        Disclosure.objects.bulk_create(new)
        Disclosure.objects.bulk_update(changed, ["withheld_until", "subject", "held_for"])
        self.done.counts = +self.done.counts
        self.done.errors.sort(key=lambda error: error.line)
        return self.done

    def _take_one(
        self,
        entry: DisclosureEntry,
        people: list[DataSubject],
        kept: dict[str, Disclosure],
        new: list[Disclosure],
        changed: list[Disclosure],
    ) -> None:
        known = kept.get(entry.external_id)
        if known is not None:
            self._again(entry, people, known, changed)
            return
        if len(people) != 1:
            raise _whose(people)
        held = entry.withheld_until is not None and entry.withheld_until >= today()
        row = Disclosure(
            subject=None if held else people[0],
            held_for=people[0] if held else None,
            sender=self.sender,
            external_id=entry.external_id,
            withheld_until=entry.withheld_until,
            **{name: getattr(entry, name) for name in EACH},
        )
        new.append(row)
        kept[entry.external_id] = row
        self.done.counts["recorded"] += 1

    def _again(
        self, entry: DisclosureEntry, people: list[DataSubject], known: Disclosure, changed: list[Disclosure]
    ) -> None:
        """Take a line that was sent before. The person may be erased meanwhile, so nobody found is no contradiction."""
        other = bool(people) and known.owner_id not in {person.pk for person in people}
        if other or any(getattr(known, name) != getattr(entry, name) for name in EACH):
            raise BadDisclosure(
                "id_used", "This id was used for another entry. What was recorded never changes."
            )
        if entry.withheld_until == known.withheld_until:
            self.done.counts["unchanged"] += 1
            return
        if known.held_for_id is None:
            raise BadDisclosure("already_told", "The person may see this entry already.")
        over = entry.withheld_until is None or entry.withheld_until < today()
        if over:
            known.subject_id, known.held_for_id = known.held_for_id, None
        known.withheld_until = entry.withheld_until
        if known.pk is not None and known not in changed:
            changed.append(known)
        self.done.counts["changed"] += 1


def _whose(people: list[DataSubject]) -> BadDisclosure:
    if people:
        return BadDisclosure(
            "several_people", "Several people are found by this. Name the person by platform_id."
        )
    return BadDisclosure("unknown_person", "Nobody is known by this platform_id or verified email.")
