"""Questions about packages."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.clock import now

if TYPE_CHECKING:
    from exports.models import ExportPackage  # noqa: F401  (named in quotes below)

LEFT_FOR = timedelta(days=7)
"""How long a failed package stays before what was built of it is thrown away."""


class PackageQuerySet(models.QuerySet["ExportPackage"]):
    """Questions about packages."""

    def unfinished(self) -> "PackageQuerySet":
        """Return those that are waited for."""
        return self.filter(job_state__in=["queued", "working"])

    def due_to_expire(self) -> "PackageQuerySet":
        """Return those whose time is over, and those that came to nothing and still hold data."""
        moment = now()
        over = Q(job_state="done", expires_at__lte=moment)
        dead = Q(job_state="cancelled") | Q(job_state="failed", created_at__lte=moment - LEFT_FOR)
        return self.filter(over | dead, expired_at__isnull=True)
