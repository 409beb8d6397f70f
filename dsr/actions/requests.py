"""File a request, finish it, take it back. Every door calls these."""

from datetime import datetime

from django.db import transaction

from accounts.actor import SYSTEM, Actor
from accounts.clock import now
from accounts.codes import digest, make_reference, make_secret
from accounts.models import DataSubject
from accounts.regimes.rights import FACTS, Right
from dsr import letters
from dsr.beginning import begin
from dsr.contact import Contact, contact_of, seal_contact
from dsr.deadlines import deadline_for
from dsr.errors import ErasureAlreadyOpen
from dsr.lifecycle import Move, Outcome, State
from dsr.models import DataSubjectRequest, Event, RequestStep, Verification
from dsr.moves import locked, make, record, tell
from exports.scope import Scope

MOST_COMPARED = 100
"""Waiting requests of one person and right that a new one is compared with."""


def submit_request(
    subject: DataSubject,
    *,
    actor: Actor,
    right: str,
    channel: str,
    contact: Contact,
    wish: Scope | None = None,
    method: str = "",
    origin: str = "",
    residence: str = "",
    execute_after: datetime | None = None,
    received_at: datetime | None = None,
    idempotency_key: str | None = None,
    acknowledge: bool = True,
    begins: bool = True,
) -> DataSubjectRequest:
    """File a request with its law and due dates and return it; the clock starts with `received_at`, or now.

    `wish` says what a copy is to hold; without it, everything. `method` says how the person is proven already (a value of Verification.Method) or is empty, and then
    the request stays open until `verify_request`. A right that may not be verified needs none. The same
    `idempotency_key` returns the request it made before, and a proven person who asks for the same in the
    same words again, with the same wish (by a second press, or from a second program) gets the one that waits. `acknowledge`
    sends the acknowledgement at once. With `begins=False` the caller says how the work begins, and acknowledges.
    Locks the subject. Raise ErasureAlreadyOpen for a second open request for deletion.
    """
    with transaction.atomic():
        DataSubject.objects.select_for_update().get(pk=subject.pk)
        if idempotency_key:
            before = DataSubjectRequest.objects.filter(idempotency_key=idempotency_key).first()
            if before:
                return before
        if (
            FACTS[Right(right)].once
            and DataSubjectRequest.objects.of(subject).live().filter(right=right).exists()
        ):
            raise ErasureAlreadyOpen
        same = _waiting(subject, right, contact, wish) if method else None
        if same is not None:
            return same
        received = received_at or now()
        deadline = deadline_for(right, received_at=received, residences=(residence, subject.residence))
        proven = bool(method) or not FACTS[Right(right)].verified
        request = DataSubjectRequest.objects.create(
            reference=make_reference(),
            subject=subject,
            right=right,
            regime=deadline.regime.key,
            residence=deadline.residence,
            statutory_due=deadline.statutory,
            internal_due=deadline.internal,
            state=State.IN_PROGRESS if proven else State.OPEN,
            verified_at=now() if method else None,
            channel=channel,
            origin=origin,
            received_at=received,
            execute_after=execute_after,
            idempotency_key=idempotency_key,
            wish=wish.as_data() if wish else {},
            sealed_contact=seal_contact(subject, contact),
        )
        tell(request, Event.Kind.RECEIVED, actor=actor)
        record("dsr:request:submitted", request, actor=actor, right=right, regime=request.regime,
               channel=channel, origin=origin)  # fmt: skip
        if method:
            Verification.objects.create(request=request, method=method, proven_at=now())
        if proven and begins:
            begin(request, method=method)
            if acknowledge:
                acknowledge_request(request, actor=SYSTEM)
        return request


def _waiting(
    subject: DataSubject, right: str, contact: Contact, wish: Scope | None
) -> DataSubjectRequest | None:
    waiting = DataSubjectRequest.objects.of(subject).live().filter(right=right).order_by("pk")
    asked = wish or Scope()

    def same(one: DataSubjectRequest) -> bool:
        return Scope.from_data(one.wish) == asked and contact_of(one) == contact

    return next((one for one in waiting[:MOST_COMPARED] if same(one)), None)


def acknowledge_request(request: DataSubjectRequest, *, actor: Actor, secret: str = "") -> None:
    """Mail the reference, what happens next and by when an answer is due (11 CCR 7021(a)). Call under the caller's lock."""
    letters.acknowledge(request, secret=secret)
    request.acknowledged_at = now()
    request.save(update_fields=["acknowledged_at"])
    tell(request, Event.Kind.ACKNOWLEDGED, actor=actor)
    record("dsr:request:acknowledged", request, actor=actor)


def acknowledge_with_secret(request: DataSubjectRequest, *, actor: Actor) -> None:
    """Acknowledge to somebody without an account, with the secret that opens the request's page; it exists nowhere else in clear.

    Call under the caller's lock.
    """
    secret = make_secret()
    request.secret_digest = digest("tracker", secret)
    request.save(update_fields=["secret_digest"])
    acknowledge_request(request, actor=actor, secret=secret)


def fulfil_request(
    request: DataSubjectRequest,
    *,
    actor: Actor,
    outcome: str = Outcome.COMPLIED,
    text: str = "",
    letter: str = "answered",
) -> DataSubjectRequest:
    """Close the request as done and return it. `letter` names the mail that says so; empty sends none.

    `text` is the answer, kept sealed and shown on the request's page. Locks the request. Raise MoveNotAllowed.
    """
    with transaction.atomic():
        request = locked(request)
        make(request, Move.FULFIL, actor=actor, outcome=outcome, reason="")
        tell(request, Event.Kind.FULFILLED, actor=actor, text=text)
        record("dsr:request:fulfilled", request, actor=actor, outcome=outcome)
        if letter:
            letters.write(letter, request)
        return request


def revoke_request(
    request: DataSubjectRequest, *, actor: Actor, letter: str = "revoked"
) -> DataSubjectRequest:
    """Take the request back for the person and return it. Locks the request. Raise MoveNotAllowed when it is too late."""
    with transaction.atomic():
        request = locked(request)
        make(request, Move.REVOKE, actor=actor, reason="")
        for step in RequestStep.jobs.filter(request=request):
            step.cancel()
        tell(request, Event.Kind.REVOKED, actor=actor)
        record("dsr:request:revoked", request, actor=actor)
        if letter:
            letters.write(letter, request)
        return request
