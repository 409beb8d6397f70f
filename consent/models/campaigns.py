"""A campaign: a message to many people, one notice owed to each of them, delivered in claimed batches."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.jobs import Job
from accounts.models import DataSubject
from consent.managers import NoticeQuerySet
from consent.models.mail import MailDelivery
from consent.models.policy import PolicyVersion


class Campaign(Job):
    """One message to everybody its topic reaches, or one notice to the people whom others named. The job is the planning: one batch of people after another.

    `planned_through` is the number of the last person planned. Delivery has jobs of its own, `NoticeBatch`.
    """

    class Kind(models.TextChoices):
        POLICY = "policy", _("change of the policy")
        MESSAGE = "message", _("message")
        NAMED = "named", _("notice to people whom others named")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    topic = models.CharField(_("topic"), max_length=40)
    title = models.CharField(_("subject line"), max_length=120)
    text = models.TextField(_("text"), help_text=_("Markdown. The same for everybody."))
    policy_version = models.OneToOneField(
        PolicyVersion, models.PROTECT, null=True, blank=True, related_name="campaign"
    )
    store = models.CharField(
        _("store"),
        max_length=40,
        blank=True,
        help_text=_("Of a notice to people whom others named: whose they are."),
    )
    created_at = models.DateTimeField(_("started"), default=now, editable=False)
    planned_through = models.BigIntegerField(default=0, editable=False)
    planned_at = models.DateTimeField(_("planned"), null=True, blank=True, editable=False)

    class Meta(Job.Meta):
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        default_permissions = ("view", "add")
        constraints = [
            # Two at once could plan the same person twice.
            models.UniqueConstraint(
                fields=["store"],
                condition=models.Q(kind="named", job_state__in=["queued", "working", "failed"]),
                name="consent_campaign_named_one_unfinished",
            )
        ]

    def __str__(self) -> str:
        return self.title


class NoticeBatch(Job):
    """The notices of one planning piece, handed to the mail ledger in one transaction by whichever worker claims it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField(_("number"))

    class Meta(Job.Meta):
        verbose_name = _("batch of notices")
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="consent_batch_once")]


class Notice(models.Model):
    """What one person is to be told by a campaign, and what became of that."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HANDED_OVER = "handed_over", _("handed to the mail ledger")
        SKIPPED = "skipped", _("skipped")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="notices")
    batch = models.ForeignKey(NoticeBatch, models.PROTECT, related_name="notices")
    subject = models.ForeignKey(DataSubject, models.CASCADE, related_name="notices")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PLANNED)
    reason = models.CharField(_("reason"), max_length=24, blank=True)
    planned_at = models.DateTimeField(_("planned"), default=now)
    settled_at = models.DateTimeField(_("handed over or skipped"), null=True, blank=True)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)
    # Without a constraint in the database: the record of a mail goes when its own time is over.
    delivery = models.OneToOneField(
        MailDelivery, models.SET_NULL, null=True, blank=True, related_name="notice", db_constraint=False
    )

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("notice")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "subject"], name="consent_notice_once"),
            models.CheckConstraint(
                condition=models.Q(state="planned", settled_at__isnull=True)
                | (~models.Q(state="planned") & models.Q(settled_at__isnull=False)),
                name="consent_notice_settled_has_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="skipped") | ~models.Q(reason=""),
                name="consent_notice_skipped_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "state", "reason"], name="consent_notice_progress"),
        ]
