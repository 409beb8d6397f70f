"""The mail ledger's door: Django's e-mail backend.

Nobody imports this to send. Whatever calls `django.core.mail` ends here: a row is written in the
caller's transaction, and a worker delivers it after the commit. A rolled-back action sends nothing.
"""

from collections.abc import Sequence
from email.utils import parseaddr
from uuid import UUID

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts.mail import FORGET_HEADER, SUBJECT_HEADER, TEMPLATE_HEADER, templates
from accounts.models import DataSubject
from accounts.nudge import nudge
from consent.models import MailDelivery
from consent.tasks import deliver_mail

UNREGISTERED_TOPIC = "administrative"
"""The topic of mail that third-party code sends without one of our templates, such as a code to sign in."""


class LedgerBackend(BaseEmailBackend):
    """Write every mail into the ledger, one row per address, for a worker to deliver."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages into the ledger and return how many there were."""
        with transaction.atomic():
            for message in email_messages:
                for address in message.recipients():
                    row = MailDelivery.objects.create(**_row(message, address))
                    nudge(deliver_mail, row.pk)
        return len(email_messages)


def _row(message: EmailMessage, address: str) -> dict[str, object]:
    headers = dict(message.extra_headers)
    template = headers.pop(TEMPLATE_HEADER, "")
    subject_ref = headers.pop(SUBJECT_HEADER, None)
    forget = headers.pop(FORGET_HEADER, None) is not None
    subject = DataSubject.objects.filter(ref=UUID(subject_ref)).first() if subject_ref else None
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return {
        "template": template,
        "topic": templates[template].topic if template else UNREGISTERED_TOPIC,
        "subject": subject,
        "to_address": parseaddr(address)[1],
        "forget": forget,
        "payload": {
            "subject": message.subject,
            "text": str(message.body),
            "html": next((str(body) for body, kind in alternatives if kind == "text/html"), ""),
            "sender": message.from_email,
            "headers": headers,
        },
    }
