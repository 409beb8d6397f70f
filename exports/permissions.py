"""Who may decide about corrections."""

from accounts.actor import Actor
from accounts.errors import NotAllowed

DECIDE = "exports.change_correction"


def require_corrector(actor: Actor) -> None:
    """Raise NotAllowed unless the actor is the system or staff with the permission to decide about corrections."""
    if actor.kind == "system":
        return
    if actor.kind != "staff" or actor.user is None or not actor.user.has_perm(DECIDE):
        raise NotAllowed
