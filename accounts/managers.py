"""Questions about subjects and identifiers."""

from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.keyed_hash import keyed_hash

if TYPE_CHECKING:
    from accounts.models import DataSubject, Identifier  # noqa: F401  (named in quotes below)


class SubjectQuerySet(models.QuerySet["DataSubject"]):
    """Questions about data subjects."""

    def present(self) -> "SubjectQuerySet":
        """Return those who are neither erased nor merged into another."""
        return self.filter(erased_at__isnull=True, merged_into__isnull=True)

    def known_by(self, kind: str, value: str, store: str = "") -> "SubjectQuerySet":
        """Return those whom this value locates: only verified identifiers do."""
        match: dict[str, Any] = {"kind": kind, "store": store, "digest": keyed_hash(kind, value)}
        return self.present().filter(
            pk__in=self.model._meta.get_field("identifiers")
            .related_model._default_manager.filter(verified_at__isnull=False, **match)
            .values("subject")
        )


class IdentifierQuerySet(models.QuerySet["Identifier"]):
    """Questions about identifiers."""

    def locating(self) -> "IdentifierQuerySet":
        """Return those that may be used to find a person: verified ones only."""
        return self.filter(verified_at__isnull=False)
