"""Tables that only grow: rows are inserted and never changed.

The database enforces it (accounts/roles.py takes UPDATE, DELETE and TRUNCATE from the application's
role); the classes here say so earlier and more clearly.
"""

from typing import Any, NoReturn

from django.db import models

from accounts.errors import DomainError


class LedgerIsAppendOnly(DomainError):
    """Somebody tried to change or remove a ledger row."""

    code = "ledger_is_append_only"


class LedgerQuerySet(models.QuerySet[Any]):
    """A queryset that can add and read only."""

    def update(self, **_: Any) -> NoReturn:
        """Refuse: ledger rows are never changed."""
        raise LedgerIsAppendOnly

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: ledger rows are never changed."""
        raise LedgerIsAppendOnly

    def update_or_create(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: ledger rows are never changed."""
        raise LedgerIsAppendOnly

    def bulk_create(self, *args: Any, update_conflicts: bool = False, **kwargs: Any) -> list[Any]:
        """Insert many rows; changing those that are there already is refused."""
        if update_conflicts:
            raise LedgerIsAppendOnly
        return super().bulk_create(*args, **kwargs)

    def delete(self) -> NoReturn:
        """Refuse: ledger rows are never removed."""
        raise LedgerIsAppendOnly


class LedgerModel(models.Model):
    """Base of every append-only table."""

    objects = LedgerQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row; a second save is refused."""
        if not self._state.adding:
            raise LedgerIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: ledger rows are never removed."""
        raise LedgerIsAppendOnly
