"""Correct a value: have it read, ask for its correction, write what is the portal's own."""

import uuid
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, rate_limits
from accounts.actions.corrections import correct_subject
from accounts.actor import Actor
from accounts.clock import now
from accounts.datamap.models import PORTAL
from accounts.errors import DomainError
from accounts.models import DataSubject
from accounts.nudge import nudge
from exports.correcting.fields import Entry
from exports.correcting.holding import must_stay
from exports.correcting.places import Place, cell_of, place_in
from exports.correcting.reading import still_correctable
from exports.correcting.typed import kind_of, same, typed
from exports.models import CorrectableValues, Correction
from exports.permissions import require_corrector
from exports.signals import value_corrected
from exports.tasks import read_correctable_values, write_correction

FRESH_FOR = timedelta(minutes=10)
"""How long values are shown before the page has them read again."""
PORTAL_TABLE = "accounts_datasubject"


class NothingDifferent(DomainError):
    """The new value is the old one."""

    code = "nothing_different"
    message = _("This is what stands there now. Enter the right value, or leave it as it is.")


class StillWaiting(DomainError):
    """A correction of the same value has not been carried out yet."""

    code = "still_waiting"
    message = _("A correction of this value is under way. Wait a moment, then look again.")


class AskStaff(DomainError):
    """Nobody may change this in place now; a request can be made."""

    code = "ask_staff"
    message = _("This cannot be changed here now. Ask for the correction, and our staff look at it.")


def refresh_values(subject: DataSubject, *, actor: Actor) -> CorrectableValues:
    """Return the values the person may correct; when they are older than ten minutes, a worker is told to read them again.

    Safe to call on every view of the page. Each reading has a new reference, so that no form of an old one counts.
    """
    with transaction.atomic():
        values, made = CorrectableValues.jobs.select_for_update().get_or_create(subject=subject)
        old = values.read_at is None or values.read_at <= now() - FRESH_FOR
        if made or (old and not values.reading):
            values.ref, values.sealed_entries, values.read_at = uuid.uuid4(), None, None
            values.job_state, values.attempts, values.not_before = "queued", 0, now()
            values.save()
            audit.record("exports:correctable:asked", actor=actor, subject_ref=subject.ref)
            nudge(read_correctable_values, values.pk)
    return values


def request_correction(subject: DataSubject, *, actor: Actor, entry: Entry, value: str) -> Correction:
    """Have a worker write the right value where `entry` stands, and return the correction.

    The value is checked against the column first. Locks the subject. Raise BadValue, NothingDifferent,
    StillWaiting, TooManyAttempts, and AskStaff for what may not be changed in place.
    """
    if still_correctable(entry) is None:
        raise AskStaff
    after = typed(entry.kind, value)
    if same(entry.kind, after, entry.value):
        raise NothingDifferent
    rate_limits.count("correction", str(subject.ref))
    with transaction.atomic():
        _lock(subject)
        cell = cell_of(entry.store, entry.table, entry.key, entry.column)
        if Correction.objects.filter(cell=cell, outcome=Correction.Outcome.WAITING).exists():
            raise StillWaiting
        correction = Correction.objects.create(
            subject=subject,
            store=entry.store,
            table=entry.table,
            column=entry.column,
            cell=cell,
            sealed=Place(entry.key, entry.value, after, many=kind_of(entry.kind) == "list").sealed(subject),
            actor=actor.label,
            repeats=Correction.objects.recently_of(cell).exists(),
        )
        _asked(correction, actor=actor)
        nudge(write_correction, correction.pk)
        return correction


def correct_own(subject: DataSubject, *, actor: Actor, what: str, value: str) -> Correction:
    """Write where the person lives, or their language, as they say it; it is in force at once and stays.

    Locks the subject. Raise NothingDifferent, TooManyAttempts, AskStaff.
    """
    before = getattr(subject, what)
    if before == value:
        raise NothingDifferent
    rate_limits.count("correction", str(subject.ref))
    with transaction.atomic():
        _lock(subject)
        correct_subject(subject, actor=actor, facts={what: value})
        key = (str(subject.pk),)
        cell = cell_of(PORTAL, PORTAL_TABLE, key, what)
        earlier = Correction.objects.filter(cell=cell, outcome=Correction.Outcome.WRITTEN)
        repeats = Correction.objects.recently_of(cell).exists()
        earlier.update(outcome=Correction.Outcome.REPLACED)
        correction = Correction.objects.create(
            subject=subject,
            store=PORTAL,
            table=PORTAL_TABLE,
            column=what,
            cell=cell,
            sealed=Place(key, before, value).sealed(subject),
            actor=actor.label,
            repeats=repeats,
            outcome=Correction.Outcome.WRITTEN,
            written_at=now(),
            job_state="done",
        )
        _asked(correction, actor=actor)
        value_corrected.send(Correction, correction=correction)
        return correction


def restore_correction(correction: Correction, *, actor: Actor) -> Correction:
    """Write a correction again that another system undid, whatever stands there now. Locks the row. Raise NotAllowed."""
    require_corrector(actor)
    with transaction.atomic():
        correction = (
            Correction.objects.select_for_update(of=("self",)).select_related("subject").get(pk=correction.pk)
        )
        if correction.standing != Correction.Standing.UNDONE or correction.job_state != "done":
            return correction
        place = place_in(correction.subject, correction.sealed)
        correction.sealed = replace(place, whatever_it_is=True).sealed(correction.subject)
        correction.job_state, correction.attempts, correction.not_before = "queued", 0, now()
        correction.save()
        audit.record(
            "exports:correction:restored",
            actor=actor,
            subject_ref=correction.subject.ref,
            correction=str(correction.ref),
        )
        nudge(write_correction, correction.pk)
        return correction


def _lock(subject: DataSubject) -> None:
    """Lock the person's row. Raise AskStaff for somebody whose data must stay as it is."""
    held = DataSubject.objects.select_for_update().get(pk=subject.pk)
    if held.standing == DataSubject.Standing.ERASED:
        raise AskStaff
    if must_stay(held):
        raise AskStaff


def _asked(correction: Correction, *, actor: Actor) -> None:
    audit.record(
        "exports:correction:asked",
        actor=actor,
        subject_ref=correction.subject.ref,
        correction=str(correction.ref),
        store=correction.store,
        repeats=correction.repeats,
    )
