"""The mail ledger's door: Django's e-mail backend."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend


class LedgerBackend(BaseEmailBackend):
    """Deliver every mail of the portal through the configured transport."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Hand the messages to the transport and return how many it took."""
        return get_connection(settings.MAIL_TRANSPORT).send_messages(email_messages) or 0
