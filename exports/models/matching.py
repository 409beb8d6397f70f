"""Questions of the company's own systems whether somebody is who they say."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.jobs import Job
from accounts.sealing import Unreadable, unwrap, wrap


class MatchQuestion(Job):
    """One question whether details of somebody agree. `sealed` holds them until they were compared; the row goes within the hour.

    Whose details they are is not known here, so they are sealed under the portal's own key and under nobody's.
    """

    class Degree(models.TextChoices):
        NONE = "none", _("fewer than two details agree, or nobody is known by this")
        REASONABLE = "reasonable", _("two details agree")
        HIGH = "high", _("three details agree, or more")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    caller = models.CharField(max_length=20, editable=False)
    sealed = models.BinaryField(null=True, editable=False)
    claimed = models.PositiveSmallIntegerField(null=True, editable=False)
    comparable = models.PositiveSmallIntegerField(null=True, editable=False)
    degree = models.CharField(max_length=10, choices=Degree, blank=True, editable=False)
    asked_at = models.DateTimeField(default=now, editable=False, db_index=True)

    class Meta(Job.Meta):
        verbose_name = _("question whether details agree")
        verbose_name_plural = _("questions whether details agree")

    @property
    def answer_state(self) -> str:
        """Return how far the answer is, in a caller's words: waiting, answered or failed."""
        return {"done": "answered", "failed": "failed"}.get(self.job_state, "waiting")

    def keep(self, asked: Mapping[str, Any]) -> None:
        """Seal what is asked. Does not save."""
        self.sealed = wrap(json.dumps(asked).encode(), self._context)

    def asked(self) -> dict[str, Any]:
        """Return what is asked. Raise Unreadable when it is gone."""
        if self.sealed is None:
            raise Unreadable
        found: dict[str, Any] = json.loads(unwrap(self.sealed, self._context))
        return found

    @property
    def _context(self) -> bytes:
        return f"match:{self.ref}".encode()
