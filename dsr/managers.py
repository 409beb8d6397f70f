"""Questions about requests."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.clock import now
from accounts.jobs import Job
from accounts.models import DataSubject
from accounts.regimes.days import add_months
from dsr.lifecycle import LIVE, State
from exports.models import ExportPackage
from exports.quarantine import StoreQuarantined

if TYPE_CHECKING:
    from dsr.models import DataSubjectRequest, Mandate  # noqa: F401  (named in quotes below)

DUE_SOON = timedelta(days=7)
CONFIRM_WITHIN = timedelta(days=7)
"""A request whose code is never entered is closed after this long."""
REMIND_AFTER = timedelta(days=4)
"""A person who was asked to confirm an agent's permission is reminded once after this long (11 CCR 7020(d))."""
LEFT_AFTER_REMINDER = timedelta(days=3)
"""Where the sweeper stood still, the reminder comes late, and must not be followed by the end at once."""


class RequestQuerySet(models.QuerySet["DataSubjectRequest"]):
    """Questions about requests."""

    def live(self) -> "RequestQuerySet":
        """Return those that still need an answer."""
        return self.filter(state__in=LIVE)

    def of(self, subject: DataSubject | None) -> "RequestQuerySet":
        """Return the requests of this person and of nobody else; none for an account without a person."""
        return self.none() if subject is None else self.filter(subject=subject)

    def by_urgency(self) -> "RequestQuerySet":
        """Return live ones first, the earliest date on top; closed ones after them, the latest on top."""
        is_live = models.Case(models.When(state__in=LIVE, then=0), default=1)
        return self.order_by(
            is_live,
            models.Case(models.When(state__in=LIVE, then=F("internal_due"))),
            F("closed_at").desc(nulls_first=True),
            "pk",
        )

    def waiting_for_staff(self) -> "RequestQuerySet":
        """Return those on which nothing happens before a member of staff acts."""
        return self.filter(~Q(review=""), state=State.IN_PROGRESS, approved_at__isnull=True)

    def with_failed_work(self) -> "RequestQuerySet":
        """Return those of which a worker's job failed and waits for staff, closed ones too: accounts may be left shut."""
        failed = Job.JobState.FAILED
        copies = ExportPackage.objects.filter(job_state=failed, expired_at__isnull=True).values("request_ref")
        found = self.model._default_manager.filter(
            Q(steps__job_state=failed, state__in=LIVE)
            | Q(erasure_run__job_state=failed)
            | Q(account_switch__job_state=failed)
            | Q(ref__in=copies)
        )
        return self.filter(pk__in=found.values("pk"))

    def waiting_for_store(self) -> "RequestQuerySet":
        """Return live ones whose work waits because one of the company's systems is being checked."""
        model = self.model
        resting = {
            "job_state": Job.JobState.QUEUED,
            "last_error_code": StoreQuarantined.code,
            "not_before__gt": now(),
        }
        copies = ExportPackage.objects.filter(subject=models.OuterRef("subject"), **resting)
        steps = model.steps.rel.related_model.jobs.filter(request=models.OuterRef("pk"), **resting)
        runs = model.erasure_run.related.related_model.jobs.filter(request=models.OuterRef("pk"), **resting)
        waits_for_copy = Q(models.Exists(copies), right__in=["access", "portability"])
        return self.live().filter(Q(models.Exists(steps)) | Q(models.Exists(runs)) | waits_for_copy)

    def due_by(self, day: date) -> "RequestQuerySet":
        """Return live ones the company wants to have answered by this day."""
        return self.live().filter(internal_due__lte=day)

    def unconfirmed(self) -> "RequestQuerySet":
        """Return those that nobody confirmed in time: a code has a week, the person an agent asks for as long as the settings say."""
        moment = now()
        # Not since receipt: what came by letter and was entered later was asked for its code later too.
        asked = Coalesce(models.Min("verifications__asked_at"), "received_at")
        no_code = Q(mandate__isnull=True, asked__lt=moment - CONFIRM_WITHIN)
        no_answer = Q(
            mandate__confirmation="waiting",
            received_at__lt=moment - timedelta(days=settings.AGENT_ANSWER_DAYS),
            mandate__reminded_at__lte=moment - LEFT_AFTER_REMINDER,
        )
        waiting = self.filter(state=State.OPEN, received_at__lt=moment - CONFIRM_WITHIN)
        return waiting.annotate(asked=asked).filter(no_code | no_answer)

    def copies_given_to(self, subject: DataSubject, *, since: date) -> "RequestQuerySet":
        """Return the fulfilled requests for a copy of this person since that day."""
        rights = ["access", "portability"]
        return self.filter(
            subject=subject, right__in=rights, state=State.FULFILLED, closed_at__date__gte=since
        )

    def copies_in_a_year(self, subject: DataSubject, *, until: date) -> int:
        """Return how many copies this person received in the twelve months up to that day."""
        return self.copies_given_to(subject, since=add_months(until, -12)).count()


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Questions about the documents agents file with."""

    def unanswered(self) -> "MandateQuerySet":
        """Return those whose person was asked a while ago, has not answered, and was not reminded."""
        return self.filter(
            confirmation="waiting",
            reminded_at__isnull=True,
            request__state=State.OPEN,
            request__received_at__lt=now() - REMIND_AFTER,
        )

    def seen_by(self, digests: list[bytes]) -> "MandateQuerySet":
        """Return those of the agents with these addresses, the newest first."""
        return self.filter(agent__digest__in=digests).order_by("-pk")
