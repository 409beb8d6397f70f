"""Policies for tests."""

from datetime import date
from typing import Any

from accounts.actor import SYSTEM
from accounts.clock import today
from accounts.regimes.days import add_days
from consent.actions.drafts import write_draft
from consent.actions.policy import publish_policy
from consent.models import PolicyDraft, PolicyVersion

TEXT = "# How we handle your data\n\nWe keep your name.\n\n## Whom to ask\n\nAsk us.\n"


def draft(**given: Any) -> PolicyDraft:
    """Return a draft of an editorial version that applies today."""
    values: dict[str, Any] = {
        "title": "How we handle your data",
        "change_class": "editorial",
        "effective_on": today(),
        "summary": "We keep less than before.",
        "source": TEXT,
    }
    return write_draft(None, actor=SYSTEM, **values | given)


def published(**given: Any) -> PolicyVersion:
    """Return a published version."""
    return publish_policy(draft(**given), actor=SYSTEM)


def former(day: date, words: str = "We keep everything.") -> PolicyVersion:
    """Return a version that applied before this portal was used."""
    return published(change_class="former", effective_on=day, source=f"# Old\n\n{words}\n", title="Old")


def significant(words: str = "We keep nothing.", days: int = 40) -> PolicyVersion:
    """Return a significant version that applies some days from now."""
    return published(
        change_class="significant",
        effective_on=add_days(today(), days),
        source=f"# New\n\n{words}\n",
        title="Our new policy",
        summary="We delete what you read after a month. Until now we kept it for a year.",
    )
