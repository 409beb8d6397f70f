"""Take the company's people over as data subjects."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from accounts.datamap.current import current
from accounts.roster import source
from accounts.roster.entries import RosterEntry
from accounts.roster.merge import Merge


def merge_roster(store: str, *, entries: Iterable[RosterEntry], actor: Actor) -> Counter[str]:
    """Merge one batch of people and return counts by outcome. Commits on its own.

    Repeating a batch changes nothing. A number that stands twice in the batch is taken once, the last wins.
    """
    unique = list({entry.platform_id: entry for entry in entries}.values())
    with transaction.atomic():
        counts = Merge(store, unique).run()
        audit.record(
            "accounts:roster:merged",
            actor=actor,
            store=store,
            created=counts["created"],
            changed=counts["changed"],
        )
    return counts


def sync_roster(store: str, *, actor: Actor) -> Counter[str]:
    """Read all people of a store and merge them batch by batch, each in its own transaction. Return counts.

    Killed midway, what was merged stays; running again goes through all once more. Raise KeyError for an
    unknown store and NoRoster for one that has no people.
    """
    counts: Counter[str] = Counter()
    for batch in source.read(current().store(store)):
        counts += merge_roster(store, entries=batch, actor=actor)
    return counts
