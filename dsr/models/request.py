"""The request: what somebody asked for, under which law, by when it must be answered, and how it ended."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import now, today
from accounts.models import DataSubject
from accounts.regimes.laws import REGIMES, Regime
from dsr.lifecycle import FINAL, LIVE, Outcome, State, is_final
from dsr.managers import RequestQuerySet

# In one order and as plain words, because migrations are compared with them.
LIVE_VALUES = sorted(state.value for state in LIVE)
FINAL_VALUES = sorted(state.value for state in FINAL)


class DataSubjectRequest(models.Model):
    """One request of one person.

    The name and address given with it are sealed under the subject's record key, which dies when the
    record expires. Only actions write `state`; the constraints below tie it to the dates.
    """

    class RightChoice(models.TextChoices):
        ACCESS = "access", _("a copy of the data")
        PORTABILITY = "portability", _("a copy to take elsewhere")
        RECTIFICATION = "rectification", _("a correction")
        ERASURE = "erasure", _("deletion")
        RESTRICTION = "restriction", _("a limit on how data is used")
        OBJECTION = "objection", _("an objection to how data is used")
        OPT_OUT = "opt_out", _("no sale or sharing of data")
        LIMIT = "limit", _("limited use of sensitive data")

    class StateChoice(models.TextChoices):
        OPEN = "open", _("received")
        IN_PROGRESS = "in_progress", _("in progress")
        FULFILLED = "fulfilled", _("done")
        DENIED = "denied", _("refused")
        REVOKED = "revoked", _("cancelled")
        EXPIRED = "expired", _("expired")

    class Channel(models.TextChoices):
        PORTAL = "portal", _("signed in")
        FORM = "form", _("form without account")
        API = "api", _("API")
        STAFF = "staff", _("entered by staff")
        PROVIDER = "provider", _("sign-in service")
        AGENT = "agent", _("authorised agent")

    class Review(models.TextChoices):
        NONE = "", _("no review needed")
        BY_HAND = "by_hand", _("carried out by staff")
        MAILBOX_ONLY = "mailbox_only", _("proved by a mailbox only")
        FREQUENT = "frequent", _("third copy in twelve months")
        AGENT = "agent", _("filed by an agent")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=14, unique=True)
    subject = models.ForeignKey(DataSubject, models.PROTECT, related_name="requests")
    right = models.CharField(_("asks for"), max_length=16, choices=RightChoice)
    regime = models.CharField(_("law"), max_length=12)
    residence = models.CharField(_("residence"), max_length=6, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=StateChoice, default=State.OPEN.value)
    reason = models.CharField(_("reason"), max_length=24, blank=True)
    ground = models.CharField(_("ground of refusal"), max_length=24, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    origin = models.CharField(_("origin"), max_length=24, blank=True)
    received_at = models.DateTimeField(_("received"), default=now)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    review = models.CharField(_("review"), max_length=14, choices=Review, blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    statutory_due = models.DateField(_("due by law"))
    internal_due = models.DateField(_("due"))
    extended_at = models.DateTimeField(_("extended"), null=True, blank=True)
    execute_after = models.DateTimeField(_("carried out after"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    warned = models.PositiveSmallIntegerField(
        default=0, help_text=_("What staff were told: 1 that it is due soon, 2 that it is late.")
    )
    wish = models.JSONField(
        _("what the copy is to hold"), default=dict, blank=True,
        help_text=_("Right, kinds of data, days and forms (exports/scope.py); nothing is everything."),
    )  # fmt: skip
    sealed_contact = models.BinaryField(null=True, blank=True)
    secret_digest = models.BinaryField(max_length=32, null=True, blank=True)
    idempotency_key = models.CharField(max_length=64, null=True, blank=True, unique=True)

    objects: ClassVar[RequestQuerySet] = RequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        default_permissions = ("view",)
        permissions = [("decide_datasubjectrequest", _("Can approve, extend and refuse requests"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in State]), name="dsr_request_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE_VALUES, closed_at__isnull=True)
                | Q(state__in=FINAL_VALUES, closed_at__isnull=False),
                name="dsr_request_final_has_date",
            ),
            models.CheckConstraint(
                condition=(Q(state="denied") & ~Q(reason="") & ~Q(ground=""))
                | Q(state="in_progress", reason__in=["", "need_user_verification"], ground="")
                | (~Q(state__in=["denied", "in_progress"]) & Q(reason="", ground="")),
                name="dsr_request_reason_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(state="fulfilled", outcome__in=[Outcome.COMPLIED.value, Outcome.PARTIAL.value])
                | Q(state="denied", outcome=Outcome.DENIED.value)
                | (~Q(state__in=["fulfilled", "denied"]) & Q(outcome="")),
                name="dsr_request_outcome_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(internal_due__lte=models.F("statutory_due")), name="dsr_request_aims_inside_law"
            ),
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(right="erasure", state__in=LIVE_VALUES),
                name="dsr_request_one_open_erasure",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "internal_due"], name="dsr_request_queue"),
            models.Index(fields=["subject", "-received_at"], name="dsr_request_of_subject"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def law(self) -> Regime:
        """Return the law the request is answered under."""
        return REGIMES[self.regime]

    @property
    def is_closed(self) -> bool:
        """Return whether nothing more can happen."""
        return is_final(self.state)

    @property
    def waits_for_approval(self) -> bool:
        """Return whether nothing is done before a member of staff has looked."""
        waiting = bool(self.review) and self.review != self.Review.BY_HAND and self.approved_at is None
        return waiting and self.state == State.IN_PROGRESS

    @property
    def by_hand(self) -> bool:
        """Return whether staff carry it out themselves and say when it is done."""
        return self.review == self.Review.BY_HAND

    @property
    def can_be_extended(self) -> bool:
        """Return whether the one extension is still to be had: in the first period, where the law has one."""
        open_to_it = not self.is_closed and self.extended_at is None and today() <= self.statutory_due
        return open_to_it and self.law.clock(self.right).extendable

    @property
    def days_left(self) -> int:
        """Return the days until the company's own date; negative when it is over."""
        return (self.internal_due - today()).days
