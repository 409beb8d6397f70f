"""The policy of the invented company: one version in force, and one that is announced."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from accounts.clock import today
from config.states import cast
from config.states.past import ago
from consent.actions.drafts import write_draft
from consent.actions.policy import publish_policy
from consent.models import ChangeClass, PolicyVersion

TEXTS = Path(__file__).parents[1] / "example" / "policy"
TITLE = "Privacy at Inkwell"
FIRST = "The first policy that is made from the same list our programs follow. It says what we keep and why, who works for us, and what you can do."
SECOND = (
    "We begin to guess which stories may suit you from what you read, and show you every guess. Cookies and messages get a chapter each. "
    "Somebody you trust may ask for you. Nothing else changes: who receives data and how long it stays is as it was."
)


def first_version() -> None:
    """Let the officer have published the first version a little over a year ago."""
    if not PolicyVersion.objects.exists():
        with ago(days=400):
            _publish("first.md", ChangeClass.EDITORIAL, FIRST, ahead=0)


def announced_version() -> None:
    """Let the officer have announced a significant change three days ago."""
    if PolicyVersion.objects.count() == 1:
        with ago(days=3):
            _publish("second.md", ChangeClass.SIGNIFICANT, SECOND, ahead=settings.POLICY_NOTICE_DAYS + 2)


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
