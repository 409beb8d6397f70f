"""Keys of connected services on their way back: the service is told to forget them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.jobs import Job


class ProviderRevocation(Job):
    """One key of a disconnected service that the service must still be told to forget; dropped when it was."""

    provider = models.CharField(max_length=200)
    wrapped_key = models.BinaryField(
        max_length=8192, help_text=_("The key, encrypted; empty once handed back.")
    )
    requested_at = models.DateTimeField(default=now)

    class Meta(Job.Meta):
        verbose_name = _("key handed back to a service")
