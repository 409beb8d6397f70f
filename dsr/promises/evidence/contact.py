"""Evidence about complaints and questions: that those who wrote are answered."""

from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.regimes.authorities import all_authorities
from dsr.models import Enquiry
from dsr.promises.counts import of_failures, of_people
from dsr.promises.evidence import Found, evidence, in_a_year


@evidence
def complaints_acknowledged() -> Found:
    """Say how many complaints were acknowledged too late or not at all, and how many authorities are known."""
    complaints = Enquiry.objects.filter(kind=Enquiry.Kind.COMPLAINT, received_at__gte=in_a_year())
    late = complaints.filter(
        Q(acknowledged_at__isnull=True)
        | Q(acknowledge_by__isnull=False, acknowledged_at__date__gt=F("acknowledge_by"))
    )
    numbers = {
        "authorities": len(all_authorities()),
        "complaints": of_people(complaints.count()),
        "late": of_failures(late.count()),
    }
    words = _(
        "%(authorities)s authorities are listed. Complaints to us in twelve months: %(complaints)s, acknowledged late: %(late)s."
    )
    return Found(words % numbers, numbers)


@evidence
def enquiries_answered() -> Found:
    """Say how many questions came in a year, and how many wait longer than the company means them to."""
    came = Enquiry.objects.filter(received_at__gte=in_a_year())
    numbers = {"received": of_people(came.count()), "late": of_failures(Enquiry.objects.late().count())}
    words = _(
        "Questions, complaints and suspicious mails in twelve months: %(received)s. Waiting longer than we aim for: %(late)s."
    )
    return Found(words % numbers, numbers)
