"""Record what somebody chose. Every door calls this: pages, the notice, mail, signals, programs, requests."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now, today
from accounts.datamap.history import latest_id
from accounts.errors import DomainError
from accounts.locks import wait_for
from consent.announcements import choices_recorded
from consent.chain import digest_of, facts_of
from consent.choices import Choice, Holder, decision_for, digest_of_words, is_known, lawful_basis_of
from consent.models import ConsentRecord, PolicyVersion


class UnknownChoice(DomainError):
    """The data map does not know this, or nobody can choose it."""

    code = "unknown_choice"
    message = _("This cannot be chosen. Open your choices again and pick from what is there.")

    def __init__(self, choice: Choice) -> None:
        named = choice.key + (f" ({choice.channel})" if choice.channel else "")
        super().__init__(
            gettext("This cannot be chosen: %(what)s. Open your choices again and pick from what is there.")
            % {"what": named}
        )


def record_choices(
    holder: Holder, *, actor: Actor, choices: Sequence[Choice], method: str
) -> list[ConsentRecord]:
    """Append what changes to the holder's ledger and return the new entries; in force from the moment this commits.

    An answer that says what the newest entry about the same thing says already adds nothing, so all of it may
    be sent twice; of two answers about the same thing the last counts. Holds the holder's chain until the
    transaction ends. Raise UnknownChoice for what the data map does not know or does not let anybody choose;
    then nothing is recorded.
    """
    for choice in choices:
        if not is_known(choice):
            raise UnknownChoice(choice)
    with transaction.atomic():
        wait_for(f"choices of {holder.ref}")
        before = ConsentRecord.objects.by_place(holder.ref)
        last_words = {choice.place: choice for choice in choices}.values()
        changes = [c for c in last_words if _differs(c, before.get(c.place))]
        if not changes:
            return []
        last = ConsentRecord.objects.of(holder.ref).order_by("-sequence").first()
        sequence, previous = (last.sequence, bytes(last.digest)) if last else (0, b"")
        versions = {"map_version": latest_id(), "policy_version": _policy_in_force()}
        records = []
        for choice in changes:
            sequence += 1
            record = ConsentRecord(
                holder=holder.ref,
                scope=holder.scope,
                sequence=sequence,
                about=choice.about,
                key=choice.key,
                channel=choice.channel,
                decision=decision_for(choice, before.get(choice.place)),
                method=str(method),
                actor=actor.kind,
                lawful_basis=lawful_basis_of(choice),
                words_digest=digest_of_words(choice),
                language=get_language() or "",
                decided_at=now(),
                previous=previous,
                **versions,
            )
            record.digest = previous = digest_of(facts_of(record), previous)
            records.append(record)
        ConsentRecord.objects.bulk_create(records)
        for record in records:
            audit.record("consent:choice:recorded", actor=actor, subject_ref=holder.ref, about=record.about,
                         key=record.key, channel=record.channel, decision=record.decision, method=record.method)  # fmt: skip
        choices_recorded.send(ConsentRecord, holder=holder, records=records)
        return records


def _differs(choice: Choice, before: ConsentRecord | None) -> bool:
    return before is None or before.allowed != choice.allowed


def _policy_in_force() -> int | None:
    return PolicyVersion.objects.applying_on(today()).values_list("number", flat=True).first()
