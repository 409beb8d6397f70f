"""What became of a correction: written or not, still standing, undone, given up."""

from django.db import transaction

from accounts import audit
from accounts.actions.corrections import correct_subject
from accounts.actor import Actor
from accounts.clock import now
from accounts.datamap.current import current
from accounts.models import CorrectedFact
from exports.correcting.places import Place
from exports.models import CorrectableValues, Correction
from exports.permissions import require_corrector
from exports.signals import correction_undone, value_corrected

RESIDENCE_LENGTH = 6


def finish_correction(
    correction: Correction, *, actor: Actor, outcome: str, place: Place | None = None
) -> Correction:
    """Say how a claimed correction ended; one that was written takes the place of earlier ones of the same value.

    `value_corrected` has stores outside asked to follow, and a roster keeps to it. Call inside a
    transaction, under the job's lease. Raise LeaseLost.
    """
    if outcome != Correction.Outcome.WRITTEN or place is None:
        correction.finish(outcome=outcome)
        _record("exports:correction:not_made", correction, actor=actor, code=outcome)
        return correction
    earlier = Correction.objects.filter(cell=correction.cell, outcome=Correction.Outcome.WRITTEN)
    earlier.exclude(pk=correction.pk).update(outcome=Correction.Outcome.REPLACED)
    correction.finish(
        outcome=outcome,
        standing=Correction.Standing.STANDS,
        written_at=now(),
        looked_at=None,
        sealed=place.sealed(correction.subject),
    )
    CorrectableValues.objects.filter(subject=correction.subject).update(sealed_entries=None, read_at=None)
    _keep_from_roster(correction, place, actor=actor)
    _record("exports:correction:written", correction, actor=actor)
    value_corrected.send(Correction, correction=correction)
    return correction


def note_look(correction: Correction, *, actor: Actor, seen: str) -> Correction:
    """Keep what the nightly look saw: `stands`, `rewritten`, `undone`, `gone` or `unavailable`. Call with the row locked."""
    correction.looked_at = now()
    if seen == "unavailable":
        return correction
    if seen == "rewritten":
        correction.rewritten += 1
        _record("exports:correction:rewritten", correction, actor=actor, times=correction.rewritten)
    if seen == "undone":
        correction.standing = Correction.Standing.UNDONE
        _record("exports:correction:undone", correction, actor=actor)
        correction_undone.send(Correction, correction=correction)
    if seen == "gone":
        correction.standing = Correction.Standing.LET_GO
        _record("exports:correction:let_go", correction, actor=actor, code=seen)
    correction.save(update_fields=["looked_at", "rewritten", "standing"])
    return correction


def let_go_correction(correction: Correction, *, actor: Actor) -> Correction:
    """Leave the newer value as it is, because staff found that it is right. Locks the row. Raise NotAllowed."""
    require_corrector(actor)
    with transaction.atomic():
        correction = Correction.objects.select_for_update().get(pk=correction.pk)
        if correction.standing == Correction.Standing.UNDONE:
            correction.standing = Correction.Standing.LET_GO
            correction.save(update_fields=["standing"])
            _record("exports:correction:let_go", correction, actor=actor, code="staff")
        return correction


def look_at_correction(correction: Correction, *, actor: Actor) -> None:
    """Record that this member of staff opens the page of a correction; called before anything of it is shown."""
    with transaction.atomic():
        _record("exports:correction:viewed", correction, actor=actor)


def _keep_from_roster(correction: Correction, place: Place, *, actor: Actor) -> None:
    """Let the portal's own word follow a correction of what the roster brings, so that the two stay one."""
    store = current().stores.get(correction.store)
    person = store.people.get(correction.table) if store else None
    for what, column in (person.roster if person else {}).items():
        if column == correction.column and what in CorrectedFact.What.values:
            said = (place.after or "").upper() if what == "residence" else (place.after or "")[:12]
            if what != "residence" or len(said) <= RESIDENCE_LENGTH:
                correct_subject(correction.subject, actor=actor, facts={what: said})


def _record(name: str, correction: Correction, *, actor: Actor, **data: str | int) -> None:
    audit.record(
        name, actor=actor, subject_ref=correction.subject.ref, correction=str(correction.ref), **data
    )
