"""Evidence about deletion: that it is done in time, proven, and not undone."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.clock import now
from accounts.models import LegalHold, Suppression
from dsr.models import DeletionReceipt, ErasureRun
from dsr.promises.counts import of_failures, of_people
from dsr.promises.evidence import Found, evidence, in_a_year


@evidence
def erased_in_time() -> Found:
    """Say how many deletions were finished in a year and how many took, or take, longer than promised."""
    promise = timedelta(days=settings.ERASURE_PROMISE_DAYS)
    runs = ErasureRun.objects.filter(request__received_at__gte=in_a_year())
    done = runs.filter(stage="finished")
    late = done.filter(finished_at__gt=F("request__received_at") + promise).count()
    late += (
        runs.exclude(stage__in=["finished", "called_off"])
        .filter(request__received_at__lt=now() - promise)
        .count()
    )
    numbers = {"finished": of_people(done.count()), "late": of_failures(late), "days": promise.days}
    words = _(
        "Deletions finished in twelve months: %(finished)s. Not finished %(days)s days after they were asked for: %(late)s."
    )
    return Found(words % numbers, numbers)


@evidence
def receipts_signed() -> Found:
    """Say how many finished deletions have no signed receipt, and how many identifiers may not come back."""
    without = ErasureRun.objects.filter(stage="finished", receipt__isnull=True).count()
    numbers = {
        "receipts": of_people(DeletionReceipt.objects.count()),
        "without": of_failures(without),
        "kept_out": of_people(Suppression.objects.count()),
    }
    words = _(
        "Signed receipts: %(receipts)s. Finished deletions without one: %(without)s. Identifiers kept from coming back: %(kept_out)s."
    )
    return Found(words % numbers, numbers)


@evidence
def holds_reviewed() -> Found:
    """Say how many legal holds are past the day on which somebody must look at them again."""
    over = LegalHold.objects.filter(released_at__isnull=True, review_on__lt=now().date())
    overdue = of_failures(over.count())
    return Found(_("Legal holds past the day of their review: %(n)s.") % {"n": overdue}, {"overdue": overdue})
