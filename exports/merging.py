"""Copies of a person's data, for when two people turn out to be one."""

from django.utils.translation import gettext_lazy as _

from accounts.merging import CannotMerge, Rows, register
from accounts.models import DataSubject
from exports.models import ExportPackage


def _unfinished(subject: DataSubject) -> CannotMerge | None:
    if ExportPackage.objects.filter(subject=subject, job_state__in=["queued", "working"]).exists():
        return CannotMerge(
            "copy_being_made", _("A copy of one of them is being made. Wait until it is done.")
        )
    return None


register(
    Rows(
        "packages",
        _("copies"),
        ExportPackage,
        sealed={"sealed_located": "account"},
        forbidden=_unfinished,
    )
)
