"""Copies of the person's data: one that is being made is waited for, and all are gone before the rows that name them."""

from accounts.actor import SYSTEM
from accounts.models import DataSubject
from exports.actions.expiry import expire_package
from exports.models import ExportPackage


def in_the_making(subject: DataSubject) -> bool:
    """Return whether a copy of the person's data is still being made."""
    return ExportPackage.objects.unfinished().filter(subject=subject).exists()


def drop(subject: DataSubject) -> None:
    """Expire every copy, so that its file is gone before the row that names it."""
    for package in ExportPackage.objects.filter(subject=subject, expired_at__isnull=True):
        expire_package(package, actor=SYSTEM)
