"""Remove objects that no package refers to, and uploads that never ended: left behind by killed workers, or of packages that are gone."""

import logging
from datetime import timedelta

from accounts.clock import machine_time
from exports.archive import objects
from exports.models import ExportPackage, PackageSection

YOUNG = timedelta(hours=1)
"""An object younger than this may belong to a section that is being committed."""
ABANDONED = timedelta(days=1)
"""An upload that was begun longer ago than this is nobody's: a section is written in minutes."""

log = logging.getLogger(__name__)


def remove_orphans() -> int:
    """Delete objects that killed workers left behind or whose package is gone, and return how many.

    A package that is being made is left alone, since a bucket dates an object by when its upload began, and a section may have taken long: what is
    left over goes once it is made. What the storage refuses to delete stops nothing, and is tried again the next day.
    """
    being_made = {str(ref) for ref in ExportPackage.objects.unfinished().values_list("ref", flat=True)}
    removed = 0
    for ref in objects.folders():
        if ref in being_made:
            continue
        try:
            removed += _remove_from(ref)
        except OSError as error:
            log.warning("The storage refused to delete what is left of a package: %s", type(error).__name__)
    return removed


def abort_uploads() -> int:
    """Abort uploads that were begun more than a day ago and never ended, and return how many."""
    return objects.abort_unfinished(objects.FOLDER, machine_time() - ABANDONED)


def _remove_from(ref: str) -> int:
    kept = set(
        PackageSection.objects.filter(package__ref=ref, package__expired_at__isnull=True).values_list(
            "object_name", flat=True
        )
    )
    removed = 0
    for name in objects.names_in(f"{objects.FOLDER}/{ref}"):
        path = f"{objects.FOLDER}/{ref}/{name}"
        if path not in kept and objects.age(path, machine_time()) > YOUNG:
            objects.remove(path)
            removed += 1
    return removed
