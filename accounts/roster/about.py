"""Take over what the lines say of known people: residence, language and standing."""

from collections import Counter
from collections.abc import Iterable, Sequence

from accounts.datamap.current import current
from accounts.models import CorrectedFact, DataSubject, Identifier
from accounts.roster.entries import ABOUT, RosterEntry, source_of
from accounts.roster.lines import Known, Match

CONTACT = DataSubject.Standing.CONTACT


def change_people(store: str, matches: Sequence[Match], counts: Counter[str]) -> None:
    """Write what differs, except what an earlier store says or the person put right. Counts what was `kept` for that."""
    people = {match.person.pk for match in matches if isinstance(match.person, Known)}
    others = _said_by_others(store, people)
    facts: dict[int, list[str]] = {}
    corrected = CorrectedFact.objects.filter(subject__in=people)
    for pk, what in corrected.values_list("subject", "what") if people else ():
        facts.setdefault(pk, []).append(what)
    changed = []
    for match in matches:
        if not isinstance(match.person, Known):
            continue
        subject = match.person.row
        values = _values(match.line.entry, subject)
        for name in others.get(subject.pk, ()):
            values[name] = getattr(subject, name)
        for name in facts.get(subject.pk, ()):
            # Its person put it right here, and a feed must not undo that (11 CCR 7023(c)).
            counts["kept"] += values[name] != getattr(subject, name)
            values[name] = getattr(subject, name)
        different = any(getattr(subject, name) != value for name, value in values.items())
        for name, value in values.items():
            setattr(subject, name, value)
        match.touched |= different
        changed += [subject] * different
    DataSubject.objects.bulk_update(changed, ABOUT, batch_size=1000)


def _values(entry: RosterEntry, subject: DataSubject) -> dict[str, str]:
    values: dict[str, str] = {name: getattr(entry, name) for name in ABOUT}
    if subject.standing == DataSubject.Standing.CLOSING or entry.standing == CONTACT:
        # A closing begun here ends here; the company's own state follows it, not the other way round. And somebody
        # with an account does not become a mere contact because others have them in a list.
        values["standing"] = subject.standing
    return values


def _said_by_others(store: str, people: Iterable[int]) -> dict[int, list[str]]:
    """Return by person what a store that the map declares earlier says about them: two stores must not take turns."""
    earlier: dict[str, list[str]] = {}
    for key, declared in current().stores.items():
        if key == store:
            break
        said = [name for person in declared.people.values() for name in person.roster]
        if said:
            earlier[source_of(key)] = said
    found: dict[int, list[str]] = {}
    rows = Identifier.objects.filter(subject__in=people, source__in=earlier).order_by()
    for subject, source in rows.values_list("subject", "source").distinct() if earlier and people else ():
        found.setdefault(subject, []).extend(earlier[source])
    return found
