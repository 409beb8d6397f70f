"""Who of the staff may decide about requests, and who may answer enquiries."""

from accounts.actor import Actor
from accounts.errors import NotAllowed

DECIDE = "dsr.decide_datasubjectrequest"
ANSWER = "dsr.answer_enquiry"


def require_decider(actor: Actor) -> None:
    """Raise NotAllowed unless the actor is the system or staff with the permission to decide."""
    _require(actor, DECIDE)


def require_answerer(actor: Actor) -> None:
    """Raise NotAllowed unless the actor is the system or staff with the permission to answer enquiries."""
    _require(actor, ANSWER)


def _require(actor: Actor, permission: str) -> None:
    if actor.kind == "system":
        return
    if actor.kind != "staff" or actor.user is None or not actor.user.has_perm(permission):
        raise NotAllowed
