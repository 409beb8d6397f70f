"""Find out whom a confirmed request is about. Only a worker does this, so no answer on the web depends on it."""

from django.db import transaction

from accounts.actor import Actor
from accounts.addresses import keep_address
from accounts.models import DataSubject
from accounts.regimes.rights import FACTS, Right
from dsr.actions.decisions import deny_request
from dsr.agents.words import mandate_of
from dsr.attaching import attach
from dsr.beginning import begin
from dsr.contact import contact_of
from dsr.deadlines import deadline_for
from dsr.holdings import anything_held
from dsr.models import DataSubjectRequest, Verification
from dsr.moves import locked, record
from dsr.recognising import compare_claims


def match_request(request: DataSubjectRequest, *, actor: Actor) -> DataSubjectRequest:
    """Attach a confirmed request to the person its proven address belongs to, or refuse it because nothing is held.

    What the answer is reaches the proven mailbox only. A right that may not be verified is never refused
    because nothing is held. Locks the request. Does nothing once it is closed.
    """
    with transaction.atomic():
        request = locked(request)
        contact = contact_of(request)
        if request.is_closed or contact is None:
            return request
        if not FACTS[Right(request.right)].verified:
            begin(request, method="")
            return request
        compare_claims(request, contact, actor=actor)
        known = DataSubject.objects.known_by("email", contact.email).exclude(pk=request.subject_id).first()
        if known is not None and _open_erasure_of(known, request):
            # Refused before it is theirs: of one person only one deletion can be open.
            record("dsr:request:matched", request, actor=actor, found=True)
            request = deny_request(request, actor=actor, ground="excessive", letter="denied")
            attach(request, known)
            return request
        if known is not None:
            attach(request, known)
        else:
            # The code proved a mailbox, and other rows may come to name the same one.
            keep_address(request.subject, contact.email, source="request", proven=True)
        found = known is not None or anything_held(request.subject)
        record("dsr:request:matched", request, actor=actor, found=found)
        if not found:
            return deny_request(request, actor=actor, ground="no_match", letter="nothing_found")
        _use_shortest_clock(request)
        begin(request, method=_method(request))
        return request


def _method(request: DataSubjectRequest) -> str:
    mandate = mandate_of(request)
    if mandate is None:
        return Verification.Method.MAILED_CODE
    return Verification.Method.STAFF if mandate.checked_at else Verification.Method.AGENT


def _open_erasure_of(known: DataSubject, request: DataSubjectRequest) -> bool:
    others = DataSubjectRequest.objects.of(known).live().filter(right="erasure").exclude(pk=request.pk)
    return request.right == "erasure" and others.exists()


def _use_shortest_clock(request: DataSubjectRequest) -> None:
    residences = (request.residence, request.subject.residence)
    deadline = deadline_for(request.right, received_at=request.received_at, residences=residences)
    if deadline.statutory < request.statutory_due:
        request.regime, request.residence = deadline.regime.key, deadline.residence
        request.statutory_due, request.internal_due = deadline.statutory, deadline.internal
        request.save(update_fields=["regime", "residence", "statutory_due", "internal_due"])
