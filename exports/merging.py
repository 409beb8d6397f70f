"""Copies of a person's data, for when two people turn out to be one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.merging import CannotMerge, Rows, register
from accounts.models import DataSubject
from exports.models import Correction, Disagreement, ExportPackage, StoreTask


def _unfinished(subject: DataSubject) -> CannotMerge | None:
    if ExportPackage.objects.filter(subject=subject, job_state__in=["queued", "working"]).exists():
        return CannotMerge(
            "copy_being_made", _("A copy of one of them is being made. Wait until it is done.")
        )
    return None


@dataclass(frozen=True)
class _Questions:
    """Questions to other systems. Those that are over stay with whom they were asked about; an open one is in the way."""

    key: str
    name: str | Promise

    def count(self, subject: DataSubject) -> int:
        """Return how many are open."""
        return StoreTask.objects.filter(subject=subject, state__in=["waiting", "asked"]).count()

    def refuse(self, former: DataSubject, into: DataSubject) -> None:
        """Raise CannotMerge while another system is being asked about either."""
        if self.count(former) or self.count(into):
            raise CannotMerge(
                "question_open", _("Another system is being asked about one of them. Wait for its answer.")
            )

    def move(self, former: DataSubject, into: DataSubject, only: Iterable[int] | None = None) -> list[int]:
        """Move nothing."""
        return []


def _being_written(subject: DataSubject) -> CannotMerge | None:
    if Correction.objects.filter(subject=subject, outcome="waiting").exists():
        return CannotMerge(
            "correction_open", _("A correction of one of them is being made. Wait until it is done.")
        )
    return None


register(_Questions("questions", _("open questions to other systems")))
register(
    Rows("corrections", _("corrections"), Correction, sealed={"sealed": "account"}, forbidden=_being_written)
)
register(Rows("disagreements", _("statements of disagreement"), Disagreement))
register(
    Rows(
        "packages",
        _("copies"),
        ExportPackage,
        sealed={"sealed_located": "account"},
        forbidden=_unfinished,
    )
)
