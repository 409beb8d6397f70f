"""Evidence about what people do here by themselves: look, ask, download, connect."""

from datetime import timedelta

from django.db.models import Avg, F
from django.utils.translation import gettext as _

from accounts.clock import now
from accounts.models import Disclosure, ProviderDeletion, ProviderGrant
from dsr.models import DataSubjectRequest
from dsr.promises.counts import LEAST, of_failures, of_people
from dsr.promises.evidence import Found, evidence, in_a_year, recently
from exports.models import ExportPackage


@evidence
def asked_from_settings() -> Found:
    """Say how many requests of a month were made by people who had signed in."""
    made = DataSubjectRequest.objects.filter(received_at__gte=recently(), channel="portal")
    number = of_people(made.count())
    return Found(
        _("Requests made in 30 days after signing in, without writing to anybody: %(n)s.") % {"n": number},
        {"requests": number},
    )


@evidence
def copies_made() -> Found:
    """Say how many copies were made in a month, and how long one took on average."""
    made = ExportPackage.objects.filter(ready_at__gte=recently())
    number = made.count()
    numbers = {"copies": of_people(number), "failed": of_failures(_failed())}
    words = _("Copies made in 30 days: %(copies)s. Copies that could not be made: %(failed)s.") % numbers
    took = made.aggregate(took=Avg(F("ready_at") - F("created_at")))["took"]
    if number >= LEAST and isinstance(took, timedelta):
        minutes = max(1, round(took.total_seconds() / 60))
        return Found(
            f"{words} {_('Minutes one took on average: %(n)s.') % {'n': minutes}}",
            {**numbers, "minutes": minutes},
        )
    return Found(words, numbers)


def _failed() -> int:
    return ExportPackage.objects.filter(job_state="failed", created_at__gte=recently()).count()


@evidence
def connected_services() -> Found:
    """Say how many services are connected, and how many of their calls for deletion are unanswered after a day."""
    waiting = ProviderDeletion.objects.filter(
        finished_at__isnull=True, received_at__lt=now() - timedelta(days=1)
    )
    numbers = {
        "connected": of_people(ProviderGrant.objects.count()),
        "unanswered": of_failures(waiting.count()),
    }
    words = _(
        "Connected services on record: %(connected)s. Calls of a service to delete, unanswered for a day: %(unanswered)s."
    )
    return Found(words % numbers, numbers)


@evidence
def disclosures_noted() -> Found:
    """Say how many disclosures were noted in a year; those of which nobody may be told yet are not among them."""
    told = Disclosure.objects.filter(disclosed_at__gte=in_a_year(), subject__isnull=False)
    number = of_people(told.count())
    return Found(_("Disclosures noted in twelve months: %(n)s.") % {"n": number}, {"disclosures": number})
