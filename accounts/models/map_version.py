"""The history of the data map, so that what applied on a date can be answered later."""

from django.db import models

from accounts.clock import now
from accounts.ledger import LedgerModel


class DataMapVersion(LedgerModel):
    """One snapshot of the merged data map, in force from a date until the next snapshot's date."""

    effective = models.DateField(db_index=True)
    applied_at = models.DateTimeField(default=now)
    digest = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        ordering = ["-effective", "-id"]
        verbose_name = "data map version"
