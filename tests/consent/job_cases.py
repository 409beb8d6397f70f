"""The jobs of this app, for tests/job_safety.py."""

from itertools import count
from typing import Any

from accounts.actor import SYSTEM
from accounts.jobs import Job
from accounts.models import DataSubject
from consent import delivery
from consent.actions.campaigns import start_message
from consent.campaigns import planning
from consent.models import Campaign, MailDelivery, NoticeBatch
from tests.job_safety import JobCase, job_case
from tests.people import add_identifier

count_people = count(1)


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


def _crowd() -> list[DataSubject]:
    """Return three people with addresses and one without, for a campaign of two pieces."""
    people = []
    for _ in range(3):
        person = DataSubject.objects.create()
        add_identifier(person, "email", f"reader{next(count_people)}@example.org")
        people.append(person)
    return [*people, DataSubject.objects.create()]


def _world(campaign: Campaign, people: list[DataSubject]) -> Any:
    """Return what became of each person's notice, and how many mails each was written."""
    notices = {n.subject_id: n for n in campaign.notices.all()}
    return {
        "notices": [(notices[p.pk].state, notices[p.pk].reason) for p in people if p.pk in notices],
        "mails": [
            p.mail_deliveries.filter(template="consent/message", payload__subject=campaign.title).count()
            for p in people
        ],
        "once": campaign.notices.count() == len(notices),
        "tied": all(n.delivery.subject_id == n.subject_id for n in notices.values() if n.delivery),
    }


class _OfCampaign(JobCase):
    """What both jobs of a campaign need."""

    needs = ("monkeypatch",)

    def campaign(self) -> Campaign:
        """Return a campaign to four people that waits to be planned, two in a piece."""
        self.given["monkeypatch"].setattr(planning, "PIECE", 2)
        # Mail has a case of its own; here it stays in the ledger.
        self.given["monkeypatch"].setattr(delivery, "deliver", lambda pk: None)
        for former in DataSubject.objects.present():
            former.standing = "contact"
            former.save()
        self.people = _crowd()
        campaign = start_message(
            actor=SYSTEM, topic="digest", title=f"News {next(count_people)}", text="It is *new*."
        )
        self.jobs.drop()
        return campaign


@job_case(Campaign)
class Planning(_OfCampaign):
    """The planning of a campaign, and through it everything that follows."""

    def make(self) -> Campaign:
        """Return a campaign that waits."""
        return self.campaign()

    def world(self, job: Job) -> Any:
        """Return what became of everybody."""
        return _world(Campaign.objects.get(pk=job.pk), self.people)


@job_case(NoticeBatch)
class HandingOver(_OfCampaign):
    """One batch of notices."""

    def make(self) -> NoticeBatch:
        """Return the first batch of a planned campaign; the others are no part of the case."""
        campaign = self.campaign()
        planning.plan(campaign.pk)
        self.jobs.drop()
        first, *others = campaign.batches.order_by("number")
        for other in others:
            other.cancel()
        return first

    def world(self, job: Job) -> Any:
        """Return what became of the people of the batch."""
        return _world(NoticeBatch.objects.get(pk=job.pk).campaign, self.people[:2])
