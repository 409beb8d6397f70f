"""Whose pages these are: the signed-in person's own, and nobody else's."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import DataSubject
from exports.models import ExportPackage


def own_subject(request: HttpRequest) -> DataSubject:
    """Return the data subject of the signed-in person. Raise Http404 for staff accounts, which have none."""
    subject: DataSubject | None = getattr(request.user, "subject", None)
    if subject is None:
        raise Http404
    return subject


def own_package(request: HttpRequest, ref: object) -> ExportPackage:
    """Return the person's own package with this reference. Raise Http404 for anybody else's."""
    package: ExportPackage = get_object_or_404(
        ExportPackage.objects.select_related("subject"), subject=own_subject(request), ref=ref
    )
    return package
