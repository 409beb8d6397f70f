"""The person's own packages, values and corrections, and nobody else's."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import DataSubject
from accounts.owner import own_subject
from exports.correcting.fields import Entry
from exports.correcting.reading import entries_of
from exports.models import CorrectableValues, Correction, ExportPackage


def own_package(request: Any, ref: object, *, part: int = 1) -> ExportPackage:
    """Return the person's own package with this reference. Raise Http404 for anybody else's, and for a file it does not have."""
    package: ExportPackage = get_object_or_404(
        ExportPackage.objects.select_related("subject"), subject=own_subject(request), ref=ref
    )
    if not package.has_file(part):
        raise Http404
    return package


def own_correction(request: Any, ref: object) -> Correction:
    """Return the person's own correction with this reference. Raise Http404 for anybody else's."""
    correction: Correction = get_object_or_404(
        Correction.objects.select_related("subject"), subject=own_subject(request), ref=ref
    )
    return correction


def own_entry(subject: DataSubject, reading: UUID, place: int) -> Entry | None:
    """Return one value of the reading a page showed, or None when it was read anew or dropped since."""
    values = CorrectableValues.objects.select_related("subject").filter(subject=subject, ref=reading).first()
    entries = entries_of(values) or []
    return entries[place] if place < len(entries) else None
