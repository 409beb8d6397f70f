"""Evidence about security: alerts, staff, addresses that are forgotten in time."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.clock import now
from accounts.models import SecurityAlert, User
from consent.models import MailDelivery
from dsr.promises.counts import of_failures, of_people
from dsr.promises.evidence import Found, evidence, recently

GRACE = timedelta(days=1)
"""What is forgotten every few hours may be this much over its time before it counts as late."""


@evidence
def alerts_sent() -> Found:
    """Say how many alerts were sent in a month, and how many were answered with "this wasn't me"."""
    sent = SecurityAlert.objects.filter(sent_at__gte=recently())
    numbers = {
        "sent": of_people(sent.count()),
        "disowned": of_people(sent.filter(disowned_at__isnull=False).count()),
    }
    words = _("Security alerts sent in 30 days: %(sent)s. Answered with “this was not me”: %(disowned)s.")
    return Found(words % numbers, numbers)


@evidence
def protected() -> Found:
    """Say how the portal is reached, and how many staff have no second factor."""
    factor = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    staff = User.objects.filter(is_staff=True, is_active=True)
    numbers = {
        "https_only": int(getattr(settings, "SECURE_SSL_REDIRECT", False)),
        "staff_without": of_failures(staff.exclude(Exists(factor)).count()),
    }
    words = (
        _("Reached over HTTPS only.")
        if numbers["https_only"]
        else _("Not over HTTPS, because this is no installation for real people.")
    )
    found = (
        _("Members of staff without a second factor, who therefore see nobody's data: %(staff_without)s.")
        % numbers
    )
    return Found(f"{words} {found}", numbers)


@evidence
def addresses_forgotten() -> Found:
    """Say how many addresses in the record of mail are older than its rule allows."""
    limit = now() - timedelta(days=settings.MAIL_RECORD_DAYS) - GRACE
    late = of_failures(MailDelivery.objects.filter(sent_at__lt=limit).exclude(to_address="").count())
    words = _("Addresses in the record of mail kept longer than %(days)s days: %(late)s.")
    return Found(
        words % {"days": settings.MAIL_RECORD_DAYS, "late": late},
        {"days": settings.MAIL_RECORD_DAYS, "late": late},
    )
