"""Publish a version of the policy. What is published stays, word for word."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.actor import Actor
from accounts.datamap.history import latest_id
from accounts.locks import wait_for
from consent.actions.campaigns import start_policy_campaign
from consent.actions.drafts import write_draft
from consent.models import ChangeClass, PolicyDraft, PolicyVersion
from consent.policy.checking import check


def publish_policy(draft: PolicyDraft, *, actor: Actor) -> PolicyVersion:
    """Publish a draft as the next version and return it; it applies from its date without anything having to run.

    A significant one starts the campaign that tells everybody, in the same transaction. Publishing waits for its
    turn and commits on its own. Raise AlreadyPublished, Incomplete, InThePast,
    NotFormer, TooSoon, NothingChanged or UnknownMarker; then nothing is published.
    """
    with transaction.atomic():
        wait_for("policy")
        draft = PolicyDraft.objects.select_for_update().get(pk=draft.pk)
        made = check(draft)
        version = PolicyVersion.objects.create(
            number=(PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
            title=draft.title,
            change_class=draft.change_class,
            effective_on=draft.effective_on,
            language=settings.LANGUAGE_CODE,
            summary=draft.summary,
            source=draft.source,
            text=made.text,
            html=made.html,
            digest=made.digest,
            map_version=latest_id(),
        )
        draft.published_as = version
        draft.save(update_fields=["published_as"])
        audit.record("consent:policy:published", actor=actor, version=version.number,
                     change_class=version.change_class, digest=version.digest)  # fmt: skip
        if version.change_class == ChangeClass.SIGNIFICANT:
            start_policy_campaign(version, actor=actor)
    return version


def import_policy(
    *, actor: Actor, source: str, title: str, change_class: str, effective_on: date, summary: str
) -> tuple[PolicyVersion, bool]:
    """Publish a text that was written elsewhere, and return the version and whether it is new.

    The same text for the same date again changes nothing. Commits on its own; raises what `publish_policy` raises.
    """
    with transaction.atomic():
        wait_for("policy")
        there = PolicyVersion.objects.filter(effective_on=effective_on, source=source).first()
        if there is not None:
            return there, False
        draft = write_draft(
            None, actor=actor, title=title, change_class=change_class, effective_on=effective_on,
            summary=summary, source=source,
        )  # fmt: skip
        return publish_policy(draft, actor=actor), True
