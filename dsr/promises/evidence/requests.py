"""Evidence about requests: how many came, and whether they were answered in time."""

from collections.abc import Collection

from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from accounts.clock import today
from dsr.models import DataSubjectRequest, Mandate, Verification
from dsr.promises.counts import of_failures, of_people
from dsr.promises.evidence import Found, evidence, in_a_year, recently


def answered(rights: Collection[str] = (), **which: str) -> Found:
    """Say how many requests of a year were answered and how many of them, or of those still open, are late."""
    came = DataSubjectRequest.objects.filter(received_at__gte=in_a_year(), **which)
    if rights:
        came = came.filter(right__in=rights)
    late = came.annotate(day=TruncDate("closed_at")).filter(
        Q(day__gt=F("statutory_due")) | Q(closed_at__isnull=True, statutory_due__lt=today())
    )
    numbers = {
        "received": of_people(came.count()),
        "closed": of_people(came.filter(closed_at__isnull=False).count()),
        "late": of_failures(late.count()),
    }
    words = _("In twelve months: %(received)s received, %(closed)s closed, late by law: %(late)s.")
    return Found(words % numbers, numbers)


@evidence
def rights_in_time() -> Found:
    """Count requests of every kind under every law."""
    return answered()


@evidence
def california_in_time() -> Found:
    """Count requests under the law of California."""
    return answered(regime="ccpa")


@evidence
def corrections_in_time() -> Found:
    """Count requests for a correction."""
    return answered(["rectification"])


@evidence
def proofs_of_identity() -> Found:
    """Say how many requests were proven, and how many opt-outs were asked to prove anything."""
    proven = Verification.objects.filter(proven_at__gte=recently()).count()
    asked = Verification.objects.filter(
        request__right__in=["opt_out", "limit"], method="mailed_code", asked_at__gte=recently()
    )
    numbers = {"proven": of_people(proven), "opt_outs_asked": of_failures(asked.count())}
    words = _("Proofs given in 30 days: %(proven)s. Opt-outs of which one was asked: %(opt_outs_asked)s.")
    return Found(words % numbers, numbers)


@evidence
def agents_in_time() -> Found:
    """Count what agents filed, and whom the portal asked to confirm although the law forbids it."""
    found = answered(channel="agent")
    asked = Mandate.objects.exclude(confirmation=Mandate.Confirmation.NOT_NEEDED).filter(
        Q(kind=Mandate.Kind.ATTORNEY) | Q(request__right__in=["opt_out", "limit"])
    )
    numbers = {**found.numbers, "wrongly_asked": of_failures(asked.count())}
    words = _("Asked to confirm although the law forbids it: %(wrongly_asked)s.") % numbers
    return Found(f"{found.words} {words}", numbers)


@evidence
def log_of_requests() -> Found:
    """Say how many entries of the log lack one of the facts the law wants to see in it."""
    every = DataSubjectRequest.objects.all()
    lacking = every.filter(
        Q(right="") | Q(channel="") | Q(closed_at__isnull=False, state__in=["open", "in_progress"])
    )
    lacking |= every.filter(state="denied", ground="") | every.filter(state="fulfilled", outcome="")
    numbers = {"requests": of_people(every.count()), "incomplete": of_failures(lacking.count())}
    words = _(
        "Requests on record: %(requests)s. Entries without one of the facts the law names: %(incomplete)s."
    )
    return Found(words % numbers, numbers)
