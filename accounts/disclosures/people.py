"""Find the people that many identifiers name, with a statement or two however many they are."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.keyed_hash import keyed_hash
from accounts.models import DataSubject, Identifier

Named = tuple[str, str, str]
"""Kind, store and value of an identifier."""


def locate_people(named: Iterable[Named]) -> dict[Named, set[int]]:
    """Return the numbers of the present people each of these locates; who locates nobody is left out. Only verified identifiers locate."""
    digests = {(kind, store, keyed_hash(kind, value)): (kind, store, value) for kind, store, value in named}
    if not digests:
        return {}
    wanted = Q()
    for kind, store in {(kind, store) for kind, store, _digest in digests}:
        wanted |= Q(kind=kind, store=store, digest__in=[d for k, s, d in digests if (k, s) == (kind, store)])
    rows = Identifier.objects.locating().filter(wanted, subject__in=DataSubject.objects.present())
    found: dict[Named, set[int]] = {}
    for kind, store, digest, subject in rows.values_list("kind", "store", "digest", "subject"):
        found.setdefault(digests[kind, store, bytes(digest)], set()).add(subject)
    return found


def find_people(named: Iterable[Named]) -> dict[Named, list[DataSubject]]:
    """Return the present people each of these locates, locked until the transaction ends so that none is merged meanwhile.

    The locks are those of a foreign key: readers and writers of anything else pass.
    """
    owners = locate_people(named)
    locked = DataSubject.objects.present().select_for_update(no_key=True).order_by("pk")
    present = locked.in_bulk(set().union(*owners.values()))
    return {who: people for who, numbers in owners.items()
            if (people := [present[number] for number in sorted(numbers) if number in present])}  # fmt: skip
