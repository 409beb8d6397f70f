"""Keep what a person says against a correction that was refused."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.errors import DomainError
from accounts.models import DataSubject
from exports.models import Disagreement

MOST_WORDS = 250


class StatementTooLong(DomainError):
    """A statement of disagreement has at most 250 words, and at least one."""

    code = "statement_too_long"
    message = _("Write at least one word and at most 250.")


def keep_statement(subject: DataSubject, *, actor: Actor, request_ref: UUID, statement: str) -> Disagreement:
    """Keep the person's statement with the record; it goes into their copies and with their erasure.

    A second one for the same refusal takes the place of the first (11 CCR 7023(f); GDPR 16). Raise StatementTooLong.
    """
    if not 1 <= len(statement.split()) <= MOST_WORDS or len(statement) > Disagreement.LONGEST:
        raise StatementTooLong
    with transaction.atomic():
        kept, _made = Disagreement.objects.update_or_create(
            request_ref=request_ref, subject=subject, defaults={"statement": statement.strip()}
        )
        audit.record(
            "exports:disagreement:kept", actor=actor, subject_ref=subject.ref, request=str(request_ref)
        )
        return kept
