"""Deliver mail from the ledger through the configured transport, if its person still allows it."""

from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import Q
from django.urls import reverse

from accounts.clock import now
from accounts.datamap.current import current
from accounts.mail_links import MailLink
from consent.decisions import SendDecision, decide
from consent.models import MailDelivery


def deliver(pk: int) -> None:
    """Deliver one mail if it still waits: claim, decide, send, mark sent, forget its content.

    The decision is made here, whatever was decided when the mail was written: who switched a topic off in the
    meantime gets nothing more of it. At least once: a worker that dies between sending and marking sends the mail
    a second time, under the same Message-ID. A refused address is final, everything else is tried again.
    """
    mail = MailDelivery.claim(pk)
    if mail is None:
        return
    decision = _decide(mail)
    if not decision.allowed:
        mail.call_off(decision=decision.reason, payload={}, to_address="")
        return
    try:
        _message(mail).send()
    except SMTPRecipientsRefused:
        mail.give_up("address_refused")
    except (SMTPException, OSError):
        mail.retry_later("transport_unavailable")
    else:
        address = "" if mail.forget else mail.to_address
        mail.finish(sent_at=now(), decision=decision.reason, payload={}, to_address=address)


def forget_addresses() -> int:
    """Blank whom old mail was for, sent or called off, and return how many rows that were."""
    before = now() - timedelta(days=settings.MAIL_RECORD_DAYS)
    sent = MailDelivery.objects.filter(~Q(to_address="") | Q(subject__isnull=False), sent_at__lt=before)
    called_off = MailDelivery.objects.filter(
        job_state="cancelled", created_at__lt=before, subject__isnull=False
    )
    return sum(old.update(to_address="", subject=None) for old in (sent, called_off))


def _decide(mail: MailDelivery) -> SendDecision:
    """Ask the send decision; what nobody can name any more cannot be switched off either, so it stays here."""
    if mail.topic not in current().topics:
        return SendDecision("unknown_topic")
    return decide(mail.subject, topic=mail.topic)


def _message(mail: MailDelivery) -> EmailMultiAlternatives:
    content = mail.payload
    message = EmailMultiAlternatives(
        content["subject"],
        content["text"],
        content["sender"],
        [mail.to_address],
        connection=get_connection(settings.MAIL_TRANSPORT),
        headers={**content["headers"], **_headers(mail)},
    )
    if content["html"]:
        message.attach_alternative(content["html"], "text/html")
    return message


def _headers(mail: MailDelivery) -> dict[str, str]:
    """Return what mail programs read: which mail and list this is, and how to leave with one click (RFC 2369, 2919, 8058).

    There is no mailto beside the address: a letter there would wait for a person, and a click must not.
    """
    link = MailLink(mail.subject.ref if mail.subject else None, mail.topic, mail.reference)
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return {
        "Message-ID": f"<{mail.ref}@{_domain()}>",
        "Auto-Submitted": "auto-generated",
        "List-Id": f"<{mail.topic}.{host}>",
        "List-Unsubscribe": f"<{settings.BASE_URL}{reverse('consent:unsubscribe', args=[link.token])}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
