"""Leave a trace before staff see what one holder chose, or which mails one person got."""

from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.actor import Actor


def look_at_choices(holder: UUID, *, actor: Actor) -> None:
    """Record that this member of staff looks at the choices under a reference; called before any is shown."""
    with transaction.atomic():
        audit.record("consent:choices:viewed", actor=actor, subject_ref=holder)


def look_at_mails(subject_ref: UUID, *, actor: Actor) -> None:
    """Record that this member of staff looks up one person's mails; called before any is shown."""
    with transaction.atomic():
        audit.record("consent:mails:viewed", actor=actor, subject_ref=subject_ref)
