"""Take in a request that an agent files for somebody else."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction

from accounts.actor import SYSTEM, Actor
from accounts.clock import now
from accounts.keyed_hash import keyed_hash
from accounts.locks import wait_for
from accounts.models import DataSubject
from accounts.regimes.rights import FACTS, Right
from dsr import letters
from dsr.actions.requests import acknowledge_with_secret, submit_request
from dsr.actions.verification import send_code
from dsr.agents import vault
from dsr.agents.words import AgentContact, Words, sealed
from dsr.beginning import begin
from dsr.contact import Contact
from dsr.lifecycle import Move
from dsr.models import Agent, DataSubjectRequest, Event, Mandate
from dsr.moves import make, record, tell
from dsr.once import filed_before
from exports.archive.vault import Shelf, shelf
from exports.documents import Document

FILER = Actor("agent", "visitor")
"""An agent who has not signed in, and need not."""
RESIDENCE = "US-CA"
"""Agents are California's; whoever files says that the person lives there."""


@dataclass(frozen=True)
class Filing:
    """What an agent files: for whom, what, and under which document."""

    right: str
    person: Contact
    agent: AgentContact
    agent_kind: str
    mandate_kind: str
    signed_on: date
    document: Document
    reference: str = ""


def file_by_agent(filing: Filing, *, actor: Actor, idempotency_key: str | None = None) -> DataSubjectRequest:
    """File an agent's request with its document, acknowledge it to the agent, and return it; the clock starts now.

    An opt-out or a limit goes straight on, as from the form without account, and the person is not written to (11 CCR 7026(j)). A power
    of attorney goes to staff, and the person is not written to either (7063(b)). For everything else the person
    is asked once (7063(a)). Nothing here depends on whether anything is known about them. The same
    `idempotency_key` files once. What was stored goes again when anything fails.
    """
    with shelf() as own, transaction.atomic():
        before = filed_before(DataSubjectRequest, idempotency_key)
        if before is not None:
            return before
        request = submit_request(
            DataSubject.objects.create(standing=DataSubject.Standing.CONTACT),
            actor=actor,
            right=filing.right,
            channel=DataSubjectRequest.Channel.AGENT,
            contact=filing.person,
            residence=RESIDENCE,
            idempotency_key=idempotency_key,
            acknowledge=False,
            begins=False,
        )
        mandate = _mandate(request, filing, own)
        acknowledge_with_secret(request, actor=SYSTEM)
        _begin(request, mandate, actor=actor)
        return request


def _begin(request: DataSubjectRequest, mandate: Mandate, *, actor: Actor) -> None:
    if not FACTS[Right(request.right)].verified:
        begin(request, method="")
    elif mandate.kind == Mandate.Kind.ATTORNEY:
        make(request, Move.VERIFY, actor=actor, review=DataSubjectRequest.Review.AGENT)
        tell(request, Event.Kind.IN_REVIEW, actor=SYSTEM)
        letters.tell_staff("new", request)
    else:
        record("dsr:mandate:asked", request, actor=SYSTEM)
        tell(request, Event.Kind.PERSON_ASKED, actor=SYSTEM)
        if mandate.by_code:
            send_code(request, actor=actor)
        else:
            letters.ask_person(request)


def _mandate(request: DataSubjectRequest, filing: Filing, own: Shelf) -> Mandate:
    agent = _agent(filing)
    mandate = Mandate(
        request=request,
        agent=agent,
        kind=filing.mandate_kind,
        signed_on=filing.signed_on,
        sealed_words=sealed(agent.subject, Words(filing.agent.name, filing.reference)),
        sha256=filing.document.digest,
        size=len(filing.document.data),
        content_type=filing.document.content_type,
        confirmation=_confirmation(filing),
    )
    asked = mandate.confirmation == Mandate.Confirmation.WAITING
    mandate.by_code = asked and settings.AGENT_CONFIRMATION == "verify"
    mandate.object_name, mandate.sealed_key = vault.keep(
        own, filing.document, ref=mandate.ref, subject=request.subject
    )
    mandate.save()
    return mandate


def _confirmation(filing: Filing) -> str:
    asks = FACTS[Right(filing.right)].verified and filing.mandate_kind == Mandate.Kind.PERMISSION
    return Mandate.Confirmation.WAITING if asks else Mandate.Confirmation.NOT_NEEDED


def _agent(filing: Filing) -> Agent:
    """Return the agent who files from this address; what a known one is called is not changed by an unproved form."""
    key = keyed_hash("email", filing.agent.email)
    wait_for(f"agent {key.hex()}")
    known = Agent.objects.select_related("subject").filter(digest=key).first()
    if known is not None:
        return known
    subject = DataSubject.objects.create(standing=DataSubject.Standing.CONTACT)
    return Agent.objects.create(
        subject=subject,
        kind=filing.agent_kind,
        digest=key,
        sealed_contact=sealed(subject, filing.agent),
        first_seen_at=now(),
    )
