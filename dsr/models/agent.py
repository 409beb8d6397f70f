"""Somebody who asks for another person, and the document that says they may."""

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.models import DataSubject
from dsr.managers import MandateQuerySet
from dsr.models.request import DataSubjectRequest


class Agent(models.Model):
    """An authorised agent, known by the address they filed from: a natural person or a business (11 CCR 7001(d)).

    Nobody registers. The address is proved only by what is mailed to it, or by signing in with it. Name
    and address are sealed under the record key of the agent's own data subject.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("a person")
        BUSINESS = "business", _("a business")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey(DataSubject, models.PROTECT, related_name="agents")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    digest = models.BinaryField(max_length=40, unique=True)
    sealed_contact = models.BinaryField()
    first_seen_at = models.DateTimeField(_("first seen"), default=now)

    class Meta:
        verbose_name = _("agent")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.ref)


class Mandate(models.Model):
    """The document under which an agent filed one request, and what became of the question whether it is genuine.

    The document lies encrypted in the private storage; its key is sealed under the record key of the
    person it is about, so it dies with the record, and with the person's erasure before that.
    """

    class Kind(models.TextChoices):
        PERMISSION = "permission", _("signed written permission")
        ATTORNEY = "attorney", _("power of attorney")

    class Confirmation(models.TextChoices):
        NOT_NEEDED = "not_needed", _("not asked of the person")
        WAITING = "waiting", _("asked of the person")
        CONFIRMED = "confirmed", _("confirmed by the person")
        DENIED = "denied", _("the person said no")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.OneToOneField(DataSubjectRequest, models.PROTECT, related_name="mandate")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="mandates")
    kind = models.CharField(_("document"), max_length=10, choices=Kind)
    signed_on = models.DateField(_("signed on"))
    sealed_words = models.BinaryField(null=True, blank=True)
    object_name = models.CharField(max_length=100, null=True, blank=True, unique=True)
    sealed_key = models.BinaryField(null=True, blank=True)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField(_("size"))
    content_type = models.CharField(_("type"), max_length=20)
    confirmation = models.CharField(_("confirmation"), max_length=10, choices=Confirmation)
    by_code = models.BooleanField(_("confirmed by a mailed code"), default=False)
    reminded_at = models.DateTimeField(_("person reminded"), null=True, blank=True)
    answered_at = models.DateTimeField(_("person answered"), null=True, blank=True)
    checked_at = models.DateTimeField(_("accepted by staff"), null=True, blank=True)
    checked_by = models.UUIDField(null=True, blank=True)
    agent_receives = models.BooleanField(_("the agent may receive the data"), default=False)

    objects: ClassVar[MandateQuerySet] = MandateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("mandate")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmation__in=["confirmed", "denied"], answered_at__isnull=False)
                | Q(confirmation__in=["not_needed", "waiting"], answered_at__isnull=True),
                name="dsr_mandate_answer_has_date",
            ),
        ]
        indexes = [
            # Few wait at any time, and the watch looks for them every quarter of an hour.
            models.Index(
                fields=["request"],
                name="dsr_mandate_unanswered",
                condition=Q(confirmation="waiting", reminded_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.get_kind_display()}"

    @property
    def answer_by(self) -> date:
        """Return the last day on which the person can answer; a reminder that went out late leaves three days more."""
        return timezone.localtime(self.request.received_at).date() + timedelta(
            days=settings.AGENT_ANSWER_DAYS
        )
