"""What becomes of an agent's document: the person's answer, the reminder, and what staff make of it."""

from django.db import transaction

from accounts.actor import SYSTEM, Actor
from accounts.clock import now
from accounts.errors import NotAllowed
from dsr import letters
from dsr.actions.decisions import deny_request
from dsr.actions.verification import send_code
from dsr.agents import vault
from dsr.errors import MoveNotAllowed, NotAskedAnyMore
from dsr.lifecycle import Move, State
from dsr.models import DataSubjectRequest, Event, Mandate, RequestStep, Verification
from dsr.moves import locked, make, record, tell
from dsr.permissions import require_decider
from dsr.queue import add_step

READ = "dsr.view_mandate"


def answer_permission(request: DataSubjectRequest, *, actor: Actor, given: bool) -> DataSubjectRequest:
    """Take the person's one answer whether they gave the permission: go on, or refuse and tell the agent no more than that.

    Locks the request. Raise NotAskedAnyMore when it was answered or is over.
    """
    with transaction.atomic():
        request = locked(request)
        mandate = Mandate.objects.select_for_update(of=("self",)).get(request=request)
        if mandate.confirmation != Mandate.Confirmation.WAITING or request.state != State.OPEN:
            raise NotAskedAnyMore
        mandate.confirmation = Mandate.Confirmation.CONFIRMED if given else Mandate.Confirmation.DENIED
        mandate.answered_at = now()
        mandate.save(update_fields=["confirmation", "answered_at"])
        record("dsr:mandate:answered", request, actor=actor, given=given)
        if not given:
            return deny_request(request, actor=SYSTEM, ground="not_permitted")
        _prove(request, actor=actor)
        tell(request, Event.Kind.PERMITTED, actor=actor)
        add_step(request, RequestStep.Kind.LOOK_UP)
        return request


def remind_person(mandate: Mandate, *, actor: Actor) -> bool:
    """Ask the person a second and last time, and return whether that was still to do. Locks the request."""
    with transaction.atomic():
        request = locked(mandate.request)
        waiting = Mandate.objects.select_for_update(of=("self",)).filter(
            pk=mandate.pk, confirmation=Mandate.Confirmation.WAITING, reminded_at=None
        )
        mine = waiting.first()
        if mine is None or request.state != State.OPEN:
            return False
        mine.reminded_at = now()
        mine.save(update_fields=["reminded_at"])
        tell(request, Event.Kind.REMINDED, actor=actor)
        record("dsr:mandate:reminded", request, actor=actor)
        if mine.by_code:
            send_code(request, actor=actor)
        else:
            letters.ask_person(request, again=True)
        return True


def accept_mandate(
    request: DataSubjectRequest, *, actor: Actor, agent_receives: bool = False
) -> DataSubjectRequest:
    """Note that staff read the document and found it in order, and let what waited for that go on.

    With a power of attorney that is the whole proof: a worker now finds out who is meant. With a signed
    permission the person has confirmed it, and the work begins. `agent_receives` says that the document
    lets the agent have the data itself. Locks the request. Raise NotAllowed, MoveNotAllowed.
    """
    require_decider(actor)
    with transaction.atomic():
        request = locked(request)
        mandate = Mandate.objects.select_for_update(of=("self",)).filter(request=request).first()
        if mandate is None or mandate.checked_at or request.state != State.IN_PROGRESS:
            raise MoveNotAllowed
        mandate.checked_at, mandate.agent_receives = now(), agent_receives
        mandate.checked_by = actor.user.ref if actor.user else None
        mandate.save(update_fields=["checked_at", "checked_by", "agent_receives"])
        tell(request, Event.Kind.ACCEPTED, actor=actor)
        record("dsr:mandate:accepted", request, actor=actor, agent_receives=agent_receives)
        if request.waits_for_approval and request.verified_at:
            make(request, Move.APPROVE, actor=actor, approved_at=now())
            add_step(request, RequestStep.Kind.EXECUTE)
        elif request.waits_for_approval:
            request.review = DataSubjectRequest.Review.NONE
            _prove(request, actor=actor)
            add_step(request, RequestStep.Kind.LOOK_UP)
        return request


def read_mandate(request: DataSubjectRequest, *, actor: Actor) -> tuple[Mandate, bytes]:
    """Record that this member of staff fetches the document, and return it with its content.

    Raise NotAllowed, DocumentGone, Unreadable, ObjectDamaged.
    """
    if actor.kind != "staff" or actor.user is None or not actor.user.has_perm(READ):
        raise NotAllowed
    with transaction.atomic():
        mandate = Mandate.objects.select_related("request__subject").get(request=request)
        record("dsr:mandate:read", request, actor=actor)
    return mandate, vault.read(mandate)


def _prove(request: DataSubjectRequest, *, actor: Actor) -> None:
    method = Verification.Method.AGENT
    if request.state == State.OPEN:
        make(request, Move.VERIFY, actor=actor, verified_at=now())
    else:
        request.verified_at = now()
        request.save(update_fields=["verified_at", "review"])
    Verification.objects.create(request=request, method=method, proven_at=now())
    record("dsr:request:verified", request, actor=actor, method=method)
