"""The jobs of this app, for tests/job_safety.py."""

from typing import Any

from accounts.jobs import Job
from consent.models import MailDelivery
from tests.job_safety import JobCase, job_case


@job_case(MailDelivery)
class Mail(JobCase):
    """One mail. A worker that dies after sending sends it again, under the same Message-ID."""

    needs = ("outbox",)

    def make(self) -> MailDelivery:
        """Return a mail that waits."""
        content = {"subject": "A", "text": "B", "html": "", "sender": "privacy@example.org", "headers": {}}
        return MailDelivery.objects.create(
            topic="administrative", to_address="maya@example.org", payload=content
        )

    def world(self, job: Job) -> Any:
        """Return what was sent, each message once, and what is left in the row."""
        mail = MailDelivery.objects.get(pk=job.pk)
        sent = {message.extra_headers["Message-ID"]: message.to for message in self.given["outbox"]}
        own = [to for name, to in sent.items() if str(mail.ref) in name]
        return {"sent": own, "payload": mail.payload, "marked": mail.sent_at is not None}
