"""Copies of the person's data: one that is being made is waited for, and all are gone before the rows that name them."""

from accounts.actor import SYSTEM
from accounts.errors import DomainError
from accounts.models import DataSubject
from exports.actions.expiry import expire_package
from exports.archive.removal import remove_content
from exports.models import ExportPackage


class CopyStays(DomainError):
    """The storage refuses to delete the content of a copy; the erasure goes on once it is gone."""

    code = "copy_not_removed"


def in_the_making(subject: DataSubject) -> bool:
    """Return whether a copy of the person's data is still being made."""
    return ExportPackage.objects.unfinished().filter(subject=subject).exists()


def drop(subject: DataSubject) -> None:
    """Expire every copy, so that its file is gone before the row that names it. Raise CopyStays while the storage refuses to delete one."""
    for package in ExportPackage.objects.filter(subject=subject, expired_at__isnull=True):
        expire_package(package, actor=SYSTEM)
    for pk in ExportPackage.objects.still_stored().filter(subject=subject).values_list("pk", flat=True):
        if not remove_content(pk):
            raise CopyStays
