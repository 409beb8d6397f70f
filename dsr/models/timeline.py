"""The timeline of a request: what happened, in the person's words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from dsr.models.request import DataSubjectRequest


class Event(models.Model):
    """One thing that happened to a request. Rows are only added.

    A text written by staff for the person may hold anything, so it is sealed under the subject's record key.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", _("We received your request")
        CODE_SENT = "code_sent", _("We sent a code to your address")
        CONFIRMED = "confirmed", _("You confirmed the request")
        PERSON_ASKED = "person_asked", _("We asked the person to confirm the permission")
        REMINDED = "reminded", _("We reminded the person")
        PERMITTED = "permitted", _("The person confirmed the permission")
        ACCEPTED = "accepted", _("Our staff accepted the permission")
        ACKNOWLEDGED = "acknowledged", _("We confirmed by mail that we have it")
        IN_REVIEW = "in_review", _("A member of our staff looks at it")
        APPROVED = "approved", _("Our staff approved it")
        STARTED = "started", _("Work on your request began")
        SCHEDULED = "scheduled", _("The deletion has a date")
        EXTENDED = "extended", _("We need more time")
        READY = "ready", _("Your copy is ready")
        FETCHED = "fetched", _("Your copy was downloaded")
        FULFILLED = "fulfilled", _("Done")
        DENIED = "denied", _("We could not do this")
        REVOKED = "revoked", _("Cancelled")
        EXPIRED = "expired", _("Closed, because it was not confirmed")

    request = models.ForeignKey(DataSubjectRequest, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=14, choices=Kind)
    actor = models.CharField(max_length=8, help_text=_("Who: person, staff, agent, api or system."))
    at = models.DateTimeField(default=now)
    sealed_text = models.BinaryField(null=True, blank=True)

    class Meta:
        verbose_name = _("event")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["request", "at"], name="dsr_event_of_request")]
