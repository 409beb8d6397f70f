"""The mail ledger: one row for each mail that left or is to leave."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.codes import make_reference
from accounts.jobs import Job


class MailDelivery(Job):
    """One mail to one address.

    The content stays only until the mail has left: codes and links must not lie about. The address
    stays for `MAIL_RECORD_DAYS`, so that a person can be told what was sent to them, and goes at once
    where it was only lent for a last letter.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.CharField(_("message"), max_length=80, blank=True)
    reference = models.CharField(
        _("reference"), max_length=14, unique=True, default=make_reference, editable=False
    )
    topic = models.CharField(_("topic"), max_length=40)
    message_class = models.CharField(_("class"), max_length=14, default="administrative")
    decision = models.CharField(
        _("send decision"), max_length=24, blank=True, help_text=_("Why it was sent, or why not.")
    )
    subject = models.ForeignKey(
        "accounts.DataSubject", models.SET_NULL, null=True, blank=True, related_name="mail_deliveries"
    )
    to_address = models.CharField(_("address"), max_length=320, blank=True)
    forget = models.BooleanField(_("forget the address once sent"), default=False)
    payload = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(_("written"), default=now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)

    class Meta(Job.Meta):
        verbose_name = _("mail")
        verbose_name_plural = _("mail")
        indexes = [
            *Job.Meta.indexes,
            models.Index(fields=["to_address"], name="consent_mail_address"),
            models.Index(fields=["sent_at"], name="consent_mail_sent"),
            # Few of many rows, looked for every few hours: what still says whom it was for.
            models.Index(
                fields=["sent_at"],
                name="consent_mail_remembered",
                condition=~models.Q(to_address="") | models.Q(subject__isnull=False),
            ),
            models.Index(
                fields=["created_at"],
                name="consent_mail_called_off",
                condition=models.Q(job_state="cancelled", subject__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template or self.topic} {self.ref}"
