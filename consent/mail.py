"""The mail ledger's door: Django's e-mail backend.

Nobody imports this to send. Whatever calls `django.core.mail` ends here: rows are written in the caller's
transaction, and a worker delivers them after the commit. A rolled-back action sends nothing.

Only a `Letter` of accounts/mail.py is taken. Any other message, such as one of a library, has no topic, so nobody
could tell why it was sent, look its reference up or switch it off; and if it passed for administrative, it
would reach people who switched everything off.
"""

import logging
from collections.abc import Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts.datamap.current import current
from accounts.mail import Letter
from accounts.models import DataSubject
from accounts.nudge import nudge
from consent.models import MailDelivery
from consent.tasks import deliver_mail

UNREGISTERED = (
    "This mail was not made from a registered template and is not sent. Register one with its topic in the app's "
    "messages.py, and send it with accounts.mail.send."
)
log = logging.getLogger(__name__)


class UnregisteredMail(TypeError):
    """Somebody tries to send what is no message of the portal: a fault in the program, never sent."""


class LedgerBackend(BaseEmailBackend):
    """Write every mail into the ledger, for a worker to deliver."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages into the ledger and return how many there were.

        Raise UnregisteredMail when one of them was not made by `compose` of accounts/mail.py; nothing is written
        then. Where the sender asked to hear of no failure, such a message is logged and left out.
        """
        letters = [m for m in email_messages if isinstance(m, Letter)]
        if len(letters) < len(email_messages):
            self._refuse()
        people = DataSubject.objects.in_bulk(
            {letter.link.subject_ref for letter in letters} - {None}, field_name="ref"
        )
        with transaction.atomic():
            rows = MailDelivery.objects.bulk_create([_row(m, people) for m in letters], batch_size=500)
            for row in rows:
                nudge(deliver_mail, row.pk)
        return len(rows)

    def _refuse(self) -> None:
        if not self.fail_silently:
            raise UnregisteredMail(UNREGISTERED)
        log.error("A mail without a registered template was not sent.")


def _row(letter: Letter, people: dict[object, DataSubject]) -> MailDelivery:
    (html,) = (str(body) for body, kind in letter.alternatives if kind == "text/html")
    (address,) = letter.to
    topic = current().topics[letter.template.topic]
    return MailDelivery(
        template=letter.template.name,
        reference=letter.link.reference,
        topic=topic.key,
        message_class=topic.message_class,
        subject=people.get(letter.link.subject_ref),
        to_address=parseaddr(address)[1],
        forget=letter.forget,
        payload={
            "subject": letter.subject,
            "text": str(letter.body),
            "html": html,
            "sender": letter.from_email,
            "headers": dict(letter.extra_headers),
        },
    )
