"""Whether a draft can be published, and what it would be then."""

from datetime import timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.clock import today
from consent.models import ChangeClass, PolicyDraft, PolicyVersion
from consent.policy import errors
from consent.policy.making import Made, make


def check(draft: PolicyDraft) -> Made:
    """Return what the draft would be as a version. Raise what `publish_policy` raises; writes nothing."""
    if draft.published_as_id is not None:
        raise errors.AlreadyPublished
    if not (draft.title.strip() and draft.source.strip() and draft.summary.strip()):
        raise errors.Incomplete
    _check_date(draft)
    made = make(draft.source, title=draft.title, effective_on=draft.effective_on)
    replaced = PolicyVersion.objects.applying_on(draft.effective_on).values_list("digest", flat=True).first()
    if replaced == made.digest:
        raise errors.NothingChanged
    return made


def _check_date(draft: PolicyDraft) -> None:
    day, now = draft.effective_on, today()
    if draft.change_class == ChangeClass.FORMER:
        own = PolicyVersion.objects.exclude(change_class=ChangeClass.FORMER)
        if day >= now or own.filter(effective_on__lte=day).exists():
            raise errors.NotFormer
        return
    if day < now:
        raise errors.InThePast
    earliest = now + timedelta(days=settings.POLICY_NOTICE_DAYS)
    if draft.change_class == ChangeClass.SIGNIFICANT and day < earliest:
        raise errors.TooSoon(
            _("People must be told %(days)d days before a significant change applies: not before %(date)s.")
            % {"days": settings.POLICY_NOTICE_DAYS, "date": date_format(earliest, "j F Y")}
        )
