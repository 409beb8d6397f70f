"""Who may decide about requests."""

from accounts.actor import Actor
from accounts.errors import NotAllowed

DECIDE = "dsr.decide_datasubjectrequest"


def require_decider(actor: Actor) -> None:
    """Raise NotAllowed unless the actor is the system or staff with the permission to decide."""
    if actor.kind == "system":
        return
    if actor.kind != "staff" or actor.user is None or not actor.user.has_perm(DECIDE):
        raise NotAllowed
