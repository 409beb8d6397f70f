"""Refusals from addresses that belong to nobody known, until somebody turns out to have the address."""

from collections.abc import Collection
from typing import Any

from accounts.actor import SYSTEM
from accounts.addresses import keep_address
from accounts.models import DataSubject, Identifier
from consent.actions.carrying import carry_over_refusals

SOURCE = "refusal"


def remember(subject: DataSubject, email: str) -> None:
    """Keep the address a contact refused with. Nobody proved it, so it locates nobody; it only waits. Call under a transaction."""
    keep_address(subject, email, source=SOURCE, proven=False)


def reach_people(sender: object, subjects: Collection[int], **_: Any) -> None:
    """Give people whose address has just become known what that address refused before. Runs in the sender's transaction."""
    known = Identifier.objects.locating().filter(subject__in=subjects, kind=Identifier.Kind.EMAIL)
    owners: dict[bytes, list[int]] = {}
    for digest, owner in known.values_list("digest", "subject"):
        owners.setdefault(bytes(digest), []).append(owner)
    # By the digests themselves and not by a subquery: a roster of millions is looked up in the index, batch by batch.
    waiting = Identifier.objects.filter(
        kind=Identifier.Kind.EMAIL, store="", source=SOURCE, digest__in=list(owners)
    ).exclude(subject__in=subjects)
    for refused in waiting.select_related("subject").order_by("pk"):
        for person in DataSubject.objects.present().filter(pk__in=owners[bytes(refused.digest)]):
            carry_over_refusals(refused.subject, into=person, actor=SYSTEM)
