"""Deliver mail from the ledger through the configured transport."""

from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from accounts.clock import now
from consent.models import MailDelivery


def deliver(pk: int) -> None:
    """Deliver one mail if it still waits: claim, send, mark sent, forget its content.

    At least once: a worker that dies between sending and marking sends the mail a second time, under
    the same Message-ID. A refused address is final, everything else is tried again.
    """
    mail = MailDelivery.claim(pk)
    if mail is None:
        return
    try:
        _message(mail).send()
    except SMTPRecipientsRefused:
        mail.give_up("address_refused")
    except (SMTPException, OSError):
        mail.retry_later("transport_unavailable")
    else:
        mail.finish(sent_at=now(), payload={}, to_address="" if mail.forget else mail.to_address)


def forget_addresses() -> int:
    """Blank the addresses of mail that is past its time in the record, and return how many."""
    before = now() - timedelta(days=settings.MAIL_RECORD_DAYS)
    old = MailDelivery.objects.filter(sent_at__lt=before).exclude(to_address="")
    return old.update(to_address="", subject=None)


def _message(mail: MailDelivery) -> EmailMultiAlternatives:
    content = mail.payload
    message = EmailMultiAlternatives(
        content["subject"],
        content["text"],
        content["sender"],
        [mail.to_address],
        connection=get_connection(settings.MAIL_TRANSPORT),
        headers={
            "Message-ID": f"<{mail.ref}@{_domain()}>",
            "Auto-Submitted": "auto-generated",
            **content["headers"],
        },
    )
    if content["html"]:
        message.attach_alternative(content["html"], "text/html")
    return message


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
