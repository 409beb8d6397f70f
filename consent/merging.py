"""What a person was told, for when two people turn out to be one: nobody is told the same thing twice."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.merging import register
from accounts.models import DataSubject
from consent.models import Notice


@dataclass(frozen=True)
class _Notices:
    """Notices that were handed over or skipped. One that is planned stays with the worker that holds it, and goes to nobody who is merged."""

    key: str
    name: str | Promise

    def rows(self, subject: DataSubject) -> QuerySet[Notice]:
        """Return the person's notices that are settled."""
        return Notice.objects.filter(subject=subject).exclude(state=Notice.State.PLANNED)

    def count(self, subject: DataSubject) -> int:
        """Return how many there are."""
        return self.rows(subject).count()

    def refuse(self, former: DataSubject, into: DataSubject) -> None:
        """Refuse nothing."""

    def move(self, former: DataSubject, into: DataSubject, only: Iterable[int] | None = None) -> list[int]:
        """Move them, locked; of a campaign in which the other has a notice each keeps its own."""
        both = Notice.objects.filter(subject=into).values("campaign")
        rows = self.rows(former).exclude(campaign__in=both).select_for_update().order_by("pk")
        numbers = list(
            (rows if only is None else rows.filter(pk__in=list(only))).values_list("pk", flat=True)
        )
        Notice.objects.filter(pk__in=numbers).update(subject=into)
        return numbers


register(_Notices("notices", _("notices")))
