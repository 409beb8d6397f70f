"""The policy of the invented company: one version in force, one announced with its notices half sent, and a newsletter."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from accounts.clock import now, today
from config.states import cast
from config.states.past import ago
from consent.actions.campaigns import start_message
from consent.actions.drafts import write_draft
from consent.actions.policy import publish_policy
from consent.campaigns.handing_over import hand_over
from consent.campaigns.planning import plan
from consent.models import Campaign, ChangeClass, NoticeBatch, PolicyVersion

TEXTS = Path(__file__).parents[1] / "example" / "policy"
TITLE = "Privacy at Inkwell"
FIRST = "The first policy that is made from the same list our programs follow. It says what we keep and why, who works for us, and what you can do."
SECOND = (
    "We begin to guess which stories may suit you from what you read, and show you every guess. Cookies, messages and California get a chapter each. "
    "Somebody you trust may ask for you. Nothing else changes: who receives data and how long it stays is as it was."
)
ANNOUNCED_DAYS_AGO = 3
REST_AFTER = timedelta(hours=23)
"""The second half of the notices waits this long, counted from the start of the trial."""
NEWS_TITLE = "What is new at Inkwell"
NEWS = """Lists can be sorted by hand now, and a story remembers where you stopped reading.

In December the *long weekend* comes back: four days on which every story is open to everybody.
"""


def first_version() -> None:
    """Let the officer have published the first version a little over a year ago."""
    if not PolicyVersion.objects.exists():
        with ago(days=400):
            _publish("first.md", ChangeClass.EDITORIAL, FIRST, ahead=0)


def announced_version() -> None:
    """Let the officer have announced a significant change three days ago."""
    if PolicyVersion.objects.count() == 1:
        with ago(days=ANNOUNCED_DAYS_AGO):
            _publish("second.md", ChangeClass.SIGNIFICANT, SECOND, ahead=settings.POLICY_NOTICE_DAYS + 2)
            _send_half(Campaign.objects.get(policy_version__number=2))


def newsletter() -> None:
    """Let those who asked for news have been sent some yesterday."""
    if not Campaign.objects.filter(kind=Campaign.Kind.MESSAGE).exists():
        with ago(days=1):
            start_message(actor=cast.officer(), topic="newsletter", title=NEWS_TITLE, text=NEWS)


def _send_half(campaign: Campaign) -> None:
    """Plan a campaign and hand its first half over; hold the rest back until the trial's clock is a day further on."""
    plan(campaign.pk)
    batches = list(campaign.batches.order_by("number"))
    for batch in batches[: max(1, len(batches) // 2)]:
        hand_over(batch.pk)
    later = now() + timedelta(days=ANNOUNCED_DAYS_AGO) + REST_AFTER
    NoticeBatch.jobs.filter(campaign=campaign, job_state="queued").update(not_before=later)


def _publish(name: str, change_class: str, summary: str, *, ahead: int) -> None:
    draft = write_draft(
        None,
        actor=cast.officer(),
        title=TITLE,
        change_class=change_class,
        effective_on=today() + timedelta(days=ahead),
        summary=summary,
        source=(TEXTS / name).read_text(encoding="utf-8"),
    )
    publish_policy(draft, actor=cast.officer())
