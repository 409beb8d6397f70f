"""Write the text that will be the policy, until it is published."""

from datetime import date

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from consent.models import PolicyDraft
from consent.policy.errors import AlreadyPublished


def write_draft(
    draft: PolicyDraft | None,
    *,
    actor: Actor,
    title: str,
    change_class: str,
    effective_on: date,
    summary: str,
    source: str,
) -> PolicyDraft:
    """Write a new draft, or these words into one that is there, and return it. Locks the row, commits on its own.

    Raise AlreadyPublished for a draft that has become a version: what people were told is not rewritten.
    """
    with transaction.atomic():
        kept = PolicyDraft() if draft is None else PolicyDraft.objects.select_for_update().get(pk=draft.pk)
        if kept.published_as_id is not None:
            raise AlreadyPublished
        kept.title, kept.change_class, kept.effective_on = title, change_class, effective_on
        kept.summary, kept.source, kept.changed_at = summary, source, now()
        kept.save()
        audit.record("consent:draft:written", actor=actor, draft=kept.pk)
    return kept
