"""How each store of the data map is, as the last look at it found."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.jobs import Job


class StoreStateQuerySet(models.QuerySet["StoreState"]):
    """Questions about the state of stores."""

    def quarantined(self) -> "StoreStateQuerySet":
        """Return those that nothing may be called complete with."""
        return self.filter(quarantined_since__isnull=False)


class StoreState(Job):
    """One table store and the job that looks at it: since when it is not as the data map says, and in which way.

    `problems` are differences between the map and the live tables, and stop everything; `obstacles` are what would
    make the database refuse an erasure, and stop erasures. Sentences about tables and columns, never about rows.
    """

    store = models.CharField(_("store"), max_length=60, unique=True, editable=False)
    checked_at = models.DateTimeField(_("looked at"), null=True, editable=False)
    problems = models.JSONField(_("differences from the data map"), default=list, editable=False)
    obstacles = models.JSONField(_("what an erasure would meet"), default=list, editable=False)
    quarantined_since = models.DateTimeField(_("quarantined since"), null=True, editable=False)
    unreachable_since = models.DateTimeField(_("unreachable since"), null=True, editable=False)

    objects: ClassVar[StoreStateQuerySet] = StoreStateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Job.Meta):
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        default_permissions = ("view",)
        permissions: ClassVar[list[Any]] = [("check_storestate", _("Can have stores looked at"))]
        ordering: ClassVar[list[str]] = ["store"]

    def __str__(self) -> str:
        return self.store
