"""Give every line of a batch its person: the number's, else that of an exclusive address or name, else somebody new."""

from collections import Counter
from collections.abc import Iterable, Sequence

from accounts.models import DataSubject
from accounts.roster.conflicts import note_conflicts
from accounts.roster.entries import EXCLUSIVE
from accounts.roster.lines import Known, Line, Match, New, Person, Place
from accounts.roster.statements import OWNERS, execute, packed

Taken = dict[Place, Person]
"""Whose an exclusive identifier is after the batch."""


def match_people(store: str, lines: Sequence[Line], counts: Counter[str]) -> tuple[list[Match], Taken]:
    """Return each line with its person, and whose the exclusive identifiers are. Locks the subjects; notes conflicts for staff."""
    owners = _owners({place for line in lines for place, _v in line.places if place[0] in EXCLUSIVE})
    wanted = {line.subject for line in lines if line.subject is not None} | set(owners.values())
    rows = DataSubject.objects.present().select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    known = {row.pk: Known(row) for row in rows} if wanted else {}
    taken: Taken = {place: known[pk] for place, pk in owners.items() if pk in known}
    matches = []
    for line in lines:
        exclusive = [place for place, _value in line.places if place[0] in EXCLUSIVE]
        person: Person | None = known.get(line.subject) if line.subject is not None else None
        if person is None:
            person = next((taken[place] for place in exclusive if place in taken), None)
            counts["linked"] += person is not None
        match = Match(line, person or New(line.entry))
        for place in exclusive:
            match.conflicts |= taken.setdefault(place, match.person) is not match.person
        matches.append(match)
    note_conflicts(store, _pairs(matches, taken))
    return matches, taken


def _pairs(matches: Iterable[Match], taken: Taken) -> list[tuple[int, int]]:
    """Return the pairs of known people that a line says are one."""
    pairs = []
    for match in matches:
        if match.conflicts and isinstance(match.person, Known):
            others = [taken[place] for place, _value in match.line.places if place[0] in EXCLUSIVE]
            pairs += [(match.person.pk, one.pk) for one in others if isinstance(one, Known)]
    return pairs


def _owners(places: Iterable[Place]) -> dict[Place, int]:
    """Return who holds these verified, exclusive identifiers; one statement a kind, so that the unique index serves."""
    grouped: dict[tuple[str, str], list[bytes]] = {}
    for kind, store, digest in places:
        grouped.setdefault((kind, store), []).append(digest)
    return {
        (kind, store, digests[place]): subject
        for (kind, store), digests in sorted(grouped.items())
        for place, subject in execute(OWNERS, {"kind": kind, "store": store, **packed(digests)})
    }
