"""Start a campaign, and try again what failed of one."""

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.datamap.current import current
from accounts.errors import DomainError
from accounts.jobs import Job
from accounts.locks import wait_for
from accounts.nudge import nudge
from accounts.sweep import registry
from consent.choices import topics_of_messages
from consent.models import Campaign, NoticeBatch, PolicyVersion
from consent.named.standing import owed, telling_stores

POLICY_TOPIC = "policy-changes"
NAMED_TOPIC = "named-by-others"


class NotAMessage(DomainError):
    """The title or the text is missing."""

    code = "not_a_message"
    message = _("A message needs a subject line and a text.")


class NotThisTopic(DomainError):
    """The topic is unknown, locked, or not sent by mail."""

    code = "not_this_topic"
    message = _(
        "Choose a topic that people can switch off and that is sent by mail. Nobody can claim the other class."
    )


class NothingFailed(DomainError):
    """No batch of the campaign waits for a hand."""

    code = "nothing_failed"
    message = _("No part of this campaign has failed.")


def start_policy_campaign(version: PolicyVersion, *, actor: Actor) -> Campaign:
    """Tell everybody of a significant version, in the transaction that publishes it. At most one campaign a version."""
    return _start(actor, kind=Campaign.Kind.POLICY, topic=POLICY_TOPIC, title=version.title, text=version.summary,
                  policy_version=version)  # fmt: skip


def start_message(*, actor: Actor, topic: str, title: str, text: str) -> Campaign:
    """Send a message to everybody who lets messages of this topic through, and return the campaign. Commits on its own.

    Raise NotThisTopic for a topic of the administrative class, NotAMessage for empty words.
    """
    if topic not in topics_of_messages():
        raise NotThisTopic
    if not (title.strip() and text.strip()):
        raise NotAMessage
    return _start(actor, kind=Campaign.Kind.MESSAGE, topic=topic, title=" ".join(title.split()), text=text)


def tell_named(*, actor: Actor) -> int:
    """Start the notice to people whom others named, for each store that has contacts who are owed it, and return for how many stores.

    Safe to repeat: while one is unfinished for a store, no second begins. Commits on its own for each store.
    """
    started = 0
    for store in telling_stores():
        with transaction.atomic():
            wait_for(f"named:{store}")
            unfinished = Campaign.objects.filter(kind=Campaign.Kind.NAMED, store=store).exclude(
                job_state__in=[Campaign.JobState.DONE, Campaign.JobState.CANCELLED]
            )
            if unfinished.exists() or not owed(store).exists():
                continue
            title = gettext("To people whom others named: %(store)s") % {
                "store": current().stores[store].name
            }
            _start(actor, kind=Campaign.Kind.NAMED, topic=NAMED_TOPIC, title=title[:120], store=store)
            started += 1
    return started


def retry_campaign(campaign: Campaign, *, actor: Actor) -> int:
    """Put what failed of a campaign back in the queue: its planning, its batches. Return how many jobs. Raise NothingFailed."""
    with transaction.atomic():
        locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
        failed = list(NoticeBatch.jobs.filter(campaign=locked, job_state="failed").order_by("pk")[:1000])
        jobs: list[Job] = [locked] if locked.job_state == Campaign.JobState.FAILED else []
        jobs += failed
        if not jobs:
            raise NothingFailed
        for job in jobs:
            job.requeue()
            nudge(registry[type(job)], job.pk)
        audit.record("consent:campaign:retried", actor=actor, campaign=str(locked.ref), jobs=len(jobs))
    return len(jobs)


def _start(actor: Actor, **values: object) -> Campaign:
    with transaction.atomic():
        campaign = Campaign.objects.create(**values)
        audit.record("consent:campaign:started", actor=actor, campaign=str(campaign.ref), kind=campaign.kind,
                     topic=campaign.topic)  # fmt: skip
        nudge(registry[Campaign], campaign.pk)
    return campaign
