"""Refusals from addresses that belong to nobody known, until somebody turns out to have the address."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from accounts.actor import SYSTEM, Actor
from accounts.addresses import keep_address
from accounts.models import DataSubject
from consent.actions.carrying import carry_over_refusals

SOURCE = "refusal"
WAITING = """SELECT DISTINCT refused.subject_id, known.subject_id FROM accounts_identifier known
JOIN accounts_identifier refused ON refused.kind = 'email' AND refused.digest = known.digest AND refused.store = ''
AND refused.source = %(source)s
WHERE known.subject_id = ANY (%(people)s::bigint[]) AND known.kind = 'email' AND known.verified_at IS NOT NULL ORDER BY 1, 2"""
"""Who refused with an address that these people have, and which of them has it. One statement, as a roster brings thousands at once."""


def remember(subject: DataSubject, email: str) -> None:
    """Keep the address a contact refused with. Nobody proved it, so it locates nobody; it only waits. Call under a transaction."""
    keep_address(subject, email, source=SOURCE, proven=False)


def reach_people(sender: object, subjects: Collection[int], **_: Any) -> None:
    """Give people whose address has just become known what that address refused before. Runs in the sender's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"people": list(subjects), "source": SOURCE})
        found = [(refused, owner) for refused, owner in cursor.fetchall() if refused not in subjects]
    former = DataSubject.objects.in_bulk({refused for refused, _owner in found})
    present = DataSubject.objects.present().in_bulk({owner for _refused, owner in found})
    for refused, owner in found:
        if owner in present:
            carry_over_refusals(former[refused], into=present[owner], actor=SYSTEM)


def keep_refusals(sender: object, former: DataSubject, into: DataSubject, actor: Actor, **_: Any) -> None:
    """Let what either of two merged people refused last stand for the one they are. The former's chain stays as it is."""
    carry_over_refusals(former, into=into, actor=actor)
