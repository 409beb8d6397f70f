"""What became due in the trial's last day, and what will in the next: seen on the tour when the clock is moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.clock import now
from consent.models import NoticeBatch, PolicyVersion
from dsr.models import DataSubjectRequest
from exports.models import ExportPackage

DAY = timedelta(days=1)
MOST = 20
"""Requests named one by one; a trial has few."""


@dataclass(frozen=True)
class Due:
    """One thing that becomes due: when, and what it is."""

    at: datetime
    what: str


def lately() -> list[Due]:
    """Return what became due within the last day, the earliest first."""
    return _between(now() - DAY, now())


def soon() -> list[Due]:
    """Return what becomes due within the next day, the earliest first."""
    return _between(now(), now() + DAY)


def _between(begin: datetime, end: datetime) -> list[Due]:
    found = [*_requests(begin, end), *_closings(begin, end), *_policies(begin, end), *_batches(begin, end)]
    found += _packages(begin, end)
    return sorted(found, key=lambda due: due.at)


def _requests(begin: datetime, end: datetime) -> Iterator[Due]:
    days = (timezone.localtime(begin).date(), timezone.localtime(end).date())
    due = DataSubjectRequest.objects.live().filter(internal_due__gt=days[0], internal_due__lte=days[1])
    for one in due.filter(execute_after__isnull=True).order_by("pk")[:MOST]:
        words = _("The answer to %(what)s is due (reference %(reference)s).")
        yield Due(end, words % {"what": one.get_right_display(), "reference": one.reference})


def _closings(begin: datetime, end: datetime) -> Iterator[Due]:
    due = DataSubjectRequest.objects.filter(right="erasure", execute_after__gt=begin, execute_after__lte=end)
    for one in due.exclude(state="revoked").order_by("execute_after")[:MOST]:
        assert one.execute_after is not None  # noqa: S101  (asked for above)
        words = _("The time to change one's mind ends and the deletion begins (reference %(reference)s).")
        yield Due(one.execute_after, words % {"reference": one.reference})


def _policies(begin: datetime, end: datetime) -> Iterator[Due]:
    days = (timezone.localtime(begin).date(), timezone.localtime(end).date())
    for one in PolicyVersion.objects.filter(effective_on__gt=days[0], effective_on__lte=days[1])[:MOST]:
        yield Due(end, _("Version %(number)s of the policy begins to apply.") % {"number": one.number})


def _batches(begin: datetime, end: datetime) -> Iterator[Due]:
    due = NoticeBatch.objects.filter(not_before__gt=begin, not_before__lte=end).order_by("not_before")
    if first := due.first():
        number = due.count()
        words = ngettext(
            "%(n)s batch of notices may be sent.", "%(n)s batches of notices may be sent.", number
        )
        yield Due(first.not_before, words % {"n": number})


def _packages(begin: datetime, end: datetime) -> Iterator[Due]:
    for one in ExportPackage.objects.filter(expires_at__gt=begin, expires_at__lte=end)[:MOST]:
        assert one.expires_at is not None  # noqa: S101  (asked for above)
        yield Due(one.expires_at, _("A copy that was ready for download expires."))
