"""The person's own packages, and nobody else's."""

from typing import Any

from django.shortcuts import get_object_or_404

from accounts.owner import own_subject
from exports.models import ExportPackage


def own_package(request: Any, ref: object) -> ExportPackage:
    """Return the person's own package with this reference. Raise Http404 for anybody else's."""
    package: ExportPackage = get_object_or_404(
        ExportPackage.objects.select_related("subject"), subject=own_subject(request), ref=ref
    )
    return package
