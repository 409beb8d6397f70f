"""Questions about packages, corrections, and questions to stores."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from accounts.clock import now
from accounts.datamap.models import PORTAL

if TYPE_CHECKING:
    from accounts.models import DataSubject
    from exports.models import Correction, ExportPackage, StoreTask  # noqa: F401  (named in quotes below)

REPEATED_WITHIN = timedelta(days=182)
"""A second correction of one value within six months is a repeat (11 CCR 7023(g)); staff see it, nothing is refused by itself."""
LOOKED_AT_EVERY = timedelta(hours=20)
"""How long a corrected value is trusted to stand before it is looked at again."""
REMINDED_BEFORE = timedelta(days=2)
"""How long before a package expires its person is reminded, if it was never downloaded."""
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

    def still_stored(self) -> "PackageQuerySet":
        """Return expired ones whose content the storage has not deleted yet."""
        return self.filter(expired_at__isnull=False, removed_at__isnull=True)

    def due_for_a_reminder(self) -> "PackageQuerySet":
        """Return those nobody has downloaded that expire within two days, and were ready longer than that before."""
        moment = now()
        soon = Q(expires_at__gt=moment, expires_at__lte=moment + REMINDED_BEFORE)
        longer = Q(expires_at__gt=models.F("ready_at") + REMINDED_BEFORE)
        return self.filter(
            soon, longer, job_state="done", downloads=0, expired_at__isnull=True, expiry_told_at__isnull=True
        )


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Questions about corrections."""

    def of(self, subject: "DataSubject") -> "CorrectionQuerySet":
        """Return the corrections of one person, newest first."""
        return self.filter(subject=subject).order_by("-asked_at", "-pk")

    def recently_of(self, cell: bytes) -> "CorrectionQuerySet":
        """Return corrections of one value within the last six months."""
        return self.filter(cell=cell, asked_at__gte=now() - REPEATED_WITHIN)

    def standing(self) -> "CorrectionQuerySet":
        """Return corrections that were made and hold."""
        return self.filter(outcome="written", standing="stands")

    def undone(self) -> "CorrectionQuerySet":
        """Return corrections that another system undid and about which staff have to decide."""
        return self.filter(outcome="written", standing="undone")

    def due_for_a_look(self) -> "CorrectionQuerySet":
        """Return corrections in stores whose value nobody has looked at for a day; people who leave are let go."""
        old = Q(looked_at__isnull=True, written_at__lte=now() - LOOKED_AT_EVERY) | Q(
            looked_at__lte=now() - LOOKED_AT_EVERY
        )
        staying = Q(subject__standing__in=["active", "suspended", "contact"])
        return self.standing().filter(old, staying).exclude(store=PORTAL)


class QuestionQuerySet(models.QuerySet["StoreTask"]):
    """Questions about questions to stores."""

    def open(self) -> "QuestionQuerySet":
        """Return those that wait for an answer."""
        return self.filter(state__in=["waiting", "asked"])

    def belonging_to(self, request_ref: UUID, verb: str) -> "QuestionQuerySet":
        """Return what was asked for one request, in the order of the stores."""
        return self.filter(request_ref=request_ref, verb=verb).order_by("store")

    def waited_for(self, request_ref: UUID, verb: str) -> "QuestionQuerySet":
        """Return those of a request whose answer is still out and not overdue."""
        return self.belonging_to(request_ref, verb).open().filter(due_at__gt=now())
