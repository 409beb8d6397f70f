"""Delete what the storage holds of a package that has expired, and note whether it is gone."""

from django.db import models

from accounts.clock import now
from exports.archive import objects
from exports.models import ExportPackage

NOT_REMOVED = "not_removed"
"""What staff see of an expired package whose content the storage refuses to delete; it is tried again every quarter of an hour."""


def remove_content(pk: int) -> bool:
    """Delete the objects of an expired package, note when they were gone, and return whether they are. One that was erased meanwhile is gone.

    A storage that refuses leaves a code for staff on the package, whose content is not yet called deleted.
    """
    package = ExportPackage.objects.filter(pk=pk, expired_at__isnull=False).first()
    if package is None:
        return True
    try:
        objects.remove_folder(package.folder)
    except OSError:
        ExportPackage.objects.filter(pk=pk).update(last_error_code=NOT_REMOVED)
        return False
    ExportPackage.objects.filter(pk=pk).update(removed_at=now(), last_error_code=_without_refusal())
    return True


def _without_refusal() -> models.Expression:
    """Take away the code of a refusal that is over, and no other."""
    return models.Case(
        models.When(last_error_code=NOT_REMOVED, then=models.Value("")), default=models.F("last_error_code")
    )
