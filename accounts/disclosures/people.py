"""Find the people a batch of disclosures is about, with two statements."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.keyed_hash import keyed_hash
from accounts.models import DataSubject, Identifier

Named = tuple[str, str, str]
"""Kind, store and value of an identifier."""


def find_people(named: Iterable[Named]) -> dict[Named, list[DataSubject]]:
    """Return the present people each of these locates, locked until the transaction ends so that none is merged meanwhile.

    Only verified identifiers locate. The locks are those of a foreign key: readers and writers of anything else pass.
    """
    digests = {(kind, store, keyed_hash(kind, value)): (kind, store, value) for kind, store, value in named}
    wanted = Q()
    for kind, store in {(kind, store) for kind, store, _digest in digests}:
        wanted |= Q(kind=kind, store=store, digest__in=[d for k, s, d in digests if (k, s) == (kind, store)])
    if not digests:
        return {}
    rows = Identifier.objects.locating().filter(wanted).values_list("kind", "store", "digest", "subject")
    owners = [(digests[kind, store, bytes(digest)], subject) for kind, store, digest, subject in rows]
    locked = DataSubject.objects.present().select_for_update(no_key=True).order_by("pk")
    present = locked.in_bulk({subject for _named, subject in owners})
    found: dict[Named, list[DataSubject]] = {}
    for who, subject in owners:
        if subject in present and present[subject] not in found.setdefault(who, []):
            found[who].append(present[subject])
    return found
