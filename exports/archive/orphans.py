"""Remove objects that no package refers to: left behind by killed workers, or of packages that are gone."""

from datetime import timedelta

from accounts.clock import machine_time
from exports.archive import objects
from exports.models import PackageSection

YOUNG = timedelta(hours=1)
"""An object younger than this may belong to a section that is being committed."""


def remove_orphans() -> int:
    """Delete objects that killed workers left behind or whose package is gone, and return how many."""
    removed = 0
    for ref in objects.folders():
        kept = set(
            PackageSection.objects.filter(package__ref=ref, package__expired_at__isnull=True).values_list(
                "object_name", flat=True
            )
        )
        for name in objects.names_in(f"{objects.FOLDER}/{ref}"):
            path = f"{objects.FOLDER}/{ref}/{name}"
            if path not in kept and objects.age(path, machine_time()) > YOUNG:
                objects.remove(path)
                removed += 1
    return removed
