"""What every action on a request begins and ends with: lock, check the move, write, tell the timeline."""

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from accounts.sealing import seal
from dsr.errors import MoveNotAllowed
from dsr.lifecycle import Move, is_final, next_state
from dsr.models import DataSubjectRequest, Event
from dsr.signals import request_closed


def locked(request: DataSubjectRequest) -> DataSubjectRequest:
    """Return the request as it is now, locked until the transaction ends."""
    rows = DataSubjectRequest.objects.select_for_update(of=("self",)).select_related("subject")
    return rows.get(pk=request.pk)


def check(request: DataSubjectRequest, move: Move) -> None:
    """Raise MoveNotAllowed when the request's state does not know this move."""
    if next_state(request.state, move) is None:
        raise MoveNotAllowed


def make(request: DataSubjectRequest, move: Move, *, actor: Actor, **fields: object) -> None:
    """Write the state the move leads to, with its dates and the given fields. Raise MoveNotAllowed."""
    state = next_state(request.state, move)
    if state is None:
        raise MoveNotAllowed
    request.state = state
    if is_final(state):
        request.closed_at = now()
    for name, value in fields.items():
        setattr(request, name, value)
    request.save()
    if is_final(state):
        request_closed.send(DataSubjectRequest, request=request, actor=actor)


def tell(request: DataSubjectRequest, kind: str, *, actor: Actor, text: str = "") -> Event:
    """Add one event to the timeline; a text is sealed under the subject's record key."""
    sealed = seal(request.subject, text, life="record") if text else None
    return Event.objects.create(request=request, kind=kind, actor=actor.kind, sealed_text=sealed)


def record(name: str, request: DataSubjectRequest, *, actor: Actor, **data: str | int | bool | None) -> None:
    """Record an audit event about this request."""
    audit.record(name, actor=actor, subject_ref=request.subject.ref, request=str(request.ref), **data)
