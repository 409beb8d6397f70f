"""How somebody proved that a request, or the copy made for it, is theirs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from dsr.models.request import DataSubjectRequest


class Verification(models.Model):
    """One proof asked for or given. Of a mailed code only a keyed hash is kept, and that only until it is used."""

    class Method(models.TextChoices):
        SIGN_IN = "sign_in", _("by signing in")
        MAILED_CODE = "mailed_code", _("by a code sent to the address")
        PROVIDER = "provider", _("by the sign-in service that sent it")
        STAFF = "staff", _("by a member of staff")
        AGENT = "agent", _("by an agent's permission")

    class Purpose(models.TextChoices):
        CONFIRM = "confirm", _("to confirm the request")
        DOWNLOAD = "download", _("to fetch the copy")

    request = models.ForeignKey(DataSubjectRequest, models.CASCADE, related_name="verifications")
    method = models.CharField(max_length=12, choices=Method)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.CONFIRM)
    digest = models.BinaryField(max_length=32, null=True, blank=True)
    asked_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    proven_at = models.DateTimeField(null=True, blank=True)
    points_claimed = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text=_("Data points the person gave beside the address.")
    )
    points_comparable = models.PositiveSmallIntegerField(null=True, editable=False)
    points_agreeing = models.PositiveSmallIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("verification")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proven_at__isnull=True) | models.Q(digest__isnull=True),
                name="dsr_verification_used_code_is_gone",
            )
        ]
