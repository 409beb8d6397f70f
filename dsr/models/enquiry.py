"""A question, a complaint, or a suspicious mail somebody wrote to us about."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now, today
from accounts.models import DataSubject
from dsr.models.request import DataSubjectRequest


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Questions about enquiries."""

    def waiting(self) -> "EnquiryQuerySet":
        """Return those nobody has answered or closed yet."""
        return self.filter(state=Enquiry.State.OPEN)

    def late(self) -> "EnquiryQuerySet":
        """Return the waiting ones past the company's own day."""
        return self.waiting().filter(due__lt=today())

    def by_urgency(self) -> "EnquiryQuerySet":
        """Return waiting ones first, the earliest day on top; the others after them, the latest on top."""
        is_waiting = models.Case(models.When(state=Enquiry.State.OPEN, then=0), default=1)
        day = models.Case(models.When(state=Enquiry.State.OPEN, then="due"))
        return self.order_by(is_waiting, day, "-received_at", "-pk")


class Enquiry(models.Model):
    """What somebody wrote to the company about privacy and that is no request under a law.

    Name, address, words and answers are sealed under the subject's record key. `acknowledge_by` is set where a
    law wants a complaint acknowledged (DPA 2018 s.164A), `due` is the day the company gives itself.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", _("a question")
        COMPLAINT = "complaint", _("a complaint")
        SUSPICIOUS = "suspicious", _("a suspicious mail")

    class Channel(models.TextChoices):
        FORM = "form", _("contact form")
        MAIL = "mail", _("mail")
        STAFF = "staff", _("entered by staff")

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=14, unique=True)
    subject = models.ForeignKey(DataSubject, models.PROTECT, related_name="enquiries")
    kind = models.CharField(_("about"), max_length=10, choices=Kind)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    received_at = models.DateTimeField(_("received"), default=now)
    acknowledge_by = models.DateField(_("to be acknowledged by"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    due = models.DateField(_("due"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    request = models.OneToOneField(
        DataSubjectRequest,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="enquiry",
        verbose_name=_("request"),
    )
    sealed_words = models.BinaryField(null=True, blank=True)
    sealed_answers = models.BinaryField(null=True, blank=True)
    idempotency_key = models.CharField(max_length=64, null=True, blank=True, unique=True)

    objects: ClassVar[EnquiryQuerySet] = EnquiryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        default_permissions = ("view",)
        permissions = [("answer_enquiry", _("Can answer and close enquiries"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True)),
                name="dsr_enquiry_closed_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["due"], name="dsr_enquiry_waiting", condition=models.Q(state="open")),
            models.Index(fields=["subject", "-received_at"], name="dsr_enquiry_of_subject"),
        ]

    def __str__(self) -> str:
        return self.reference
