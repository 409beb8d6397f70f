"""Evidence about mail: its classes, its references, and that it follows nobody."""

from django.utils.translation import gettext as _

from accounts.datamap.current import current
from accounts.models import DataSubject
from consent.models import MailDelivery
from consent.named.standing import named_by, telling_stores
from dsr.models import Enquiry
from dsr.promises.counts import of_failures, of_people
from dsr.promises.evidence import Found, evidence, recently


@evidence
def locked_messages() -> Found:
    """Say how many messages claimed to be administrative without a topic that is."""
    locked = [t.key for t in current().topics.values() if t.locked]
    claimed = MailDelivery.objects.filter(message_class="administrative", created_at__gte=recently()).exclude(
        topic__in=locked
    )
    wrong = of_failures(claimed.count())
    numbers = {"locked_topics": len(locked), "wrongly_claimed": wrong}
    words = _(
        "%(locked_topics)s topics cannot be switched off, each with its reason. Messages in 30 days that claimed to be of them and were not: %(wrongly_claimed)s."
    )
    return Found(words % numbers, numbers)


@evidence
def third_parties_left_alone() -> Found:
    """Say how many messages beyond the administrative went to people whom others named, and how many wait too long to be told so."""
    sent = MailDelivery.objects.filter(
        subject__standing=DataSubject.Standing.CONTACT, sent_at__gte=recently()
    ).exclude(message_class="administrative")
    late = sum(named_by(store).filter(named_state="overdue").count() for store in telling_stores())
    numbers = {"sent": of_failures(sent.count()), "late": of_failures(late)}
    words = _(
        "Messages of our own making sent in 30 days to people whom only somebody else named: %(sent)s. "
        "Such people who were not told in time that we were given their data: %(late)s."
    )
    return Found(words % numbers, numbers)


@evidence
def suspicious_mail_looked_at() -> Found:
    """Say how many mails left with a number to look up, and how many that were sent in as suspicious wait too long."""
    sent = MailDelivery.objects.filter(sent_at__gte=recently())
    late = Enquiry.objects.late().filter(kind=Enquiry.Kind.SUSPICIOUS)
    numbers = {"sent": of_people(sent.count()), "late": of_failures(late.count())}
    words = _(
        "Mails sent in 30 days, each with a number to look up: %(sent)s. Suspicious mails sent in and not looked at in time: %(late)s."
    )
    return Found(words % numbers, numbers)


@evidence
def mail_without_beacons() -> Found:
    """Say how many beacons the data map declares; a test keeps pictures out of our own mail."""
    pixels = sum(c.kind == "pixel" for c in current().cookies.values())
    return Found(
        _("Beacons declared in the data map: %(n)s. Our own mail loads no picture at all.")
        % {"n": pixels or _("none")},
        {"beacons": pixels},
    )
