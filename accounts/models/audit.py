"""The audit trail: who did what to whom, without a personal word in it."""

import uuid

from django.db import models

from accounts.clock import now
from accounts.ledger import LedgerModel


class AuditEvent(LedgerModel):
    """One thing that happened. Written once; the application's database role cannot change or remove it.

    References are opaque and carry no foreign key, so that evidence does not disappear with a person.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    subject_ref = models.UUIDField(null=True, db_index=True)
    correlation = models.UUIDField(default=uuid.uuid4)
    occurred_at = models.DateTimeField(default=now, db_index=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} {self.occurred_at:%Y-%m-%d %H:%M}"
