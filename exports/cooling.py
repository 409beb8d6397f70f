"""When the button makes a copy of the same data again: shown beside it, and never a reason to refuse a request."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.errors import TooManyAttempts
from accounts.models import DataSubject
from exports.models import ExportPackage
from exports.scope import Scope


class TooSoon(TooManyAttempts):
    """A copy of the same data was asked for a moment ago. `until` is when the button works again."""

    code = "too_soon"

    def __init__(self, until: datetime) -> None:
        text = _(
            "You had a copy of the same data made a short while ago. You can have the next one made from %(at)s."
        )
        super().__init__(text % {"at": date_format(localtime(until), "j F Y, H:i")})
        self.until = until


def again_at(subject: DataSubject, scope: Scope) -> datetime | None:
    """Return when the same data can be asked for by the button again; None when it can be now.

    In other forms, or cut otherwise, it is the same data. Copies that failed do not count, and one that is being made is
    not made twice.
    """
    cooldown = timedelta(minutes=settings.PACKAGE_COOLDOWN_MINUTES)
    lately = ExportPackage.objects.filter(
        subject=subject, created_at__gt=now() - cooldown, job_state="done"
    ).order_by("-created_at")
    last = next((one.created_at for one in lately if _data(one.wish) == _data(scope)), None)
    return last + cooldown if last else None


def require_cooled(subject: DataSubject, scope: Scope) -> None:
    """Raise TooSoon while the same data cannot be asked for again by the button."""
    until = again_at(subject, scope)
    if until is not None:
        raise TooSoon(until)


def _data(scope: Scope) -> Scope:
    return replace(scope, formats=(), part_bytes=None)
