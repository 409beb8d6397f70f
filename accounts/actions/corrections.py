"""Put right what the portal itself knows of a person."""

from collections.abc import Mapping

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from accounts.models import CorrectedFact, DataSubject


def correct_subject(subject: DataSubject, *, actor: Actor, facts: Mapping[str, str]) -> list[str]:
    """Write what the person says of themselves (`residence`, `language`) and return what was different.

    What is written here stays: a later roster has no say in it any more (11 CCR 7023(c)). Locks the subject.
    Raise KeyError for anything else a subject has.
    """
    if unknown := set(facts) - set(CorrectedFact.What.values):
        raise KeyError(min(unknown))
    with transaction.atomic():
        held = DataSubject.objects.select_for_update().get(pk=subject.pk)
        changed = [name for name, value in facts.items() if getattr(held, name) != value]
        for name in changed:
            setattr(held, name, facts[name])
            setattr(subject, name, facts[name])
            CorrectedFact.objects.update_or_create(subject=held, what=name, defaults={"corrected_at": now()})
            audit.record("accounts:subject:corrected", actor=actor, subject_ref=held.ref, what=name)
        held.save(update_fields=changed)
        return changed
