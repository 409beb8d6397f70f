"""Carry refusals over to the person they turn out to be from."""

from django.db import transaction

from accounts.actor import Actor
from accounts.models import DataSubject
from consent.actions.choices import record_choices
from consent.choices import Choice, Holder, is_known
from consent.models import ConsentRecord


def carry_over_refusals(former: DataSubject, *, into: DataSubject, actor: Actor) -> list[ConsentRecord]:
    """Record for a person what a contact with the same address refused, and return the new entries.

    What the person decided later themselves stays, and a consent is never carried over: an address that
    nobody proved can refuse and cannot agree. Repeating it adds nothing. Runs in the caller's transaction.
    """
    with transaction.atomic():
        decided = ConsentRecord.objects.by_place(into.ref)
        new: list[ConsentRecord] = []
        for said in ConsentRecord.objects.in_force(former.ref):
            choice = Choice(said.about, said.key, allowed=False, channel=said.channel)
            later = decided.get(choice.place)
            if said.allowed or not is_known(choice) or (later and later.decided_at >= said.decided_at):
                continue
            new += record_choices(Holder.of(into), actor=actor, choices=[choice], method=said.method)
        return new
