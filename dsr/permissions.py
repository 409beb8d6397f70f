"""Who of the staff may decide about requests, and who may answer enquiries."""

from django.contrib.auth.backends import ModelBackend

from accounts.actor import Actor
from accounts.errors import NotAllowed
from accounts.models import User

DECIDE = "dsr.decide_datasubjectrequest"
ANSWER = "dsr.answer_enquiry"
TOLD_AT_MOST = 50


def require_decider(actor: Actor) -> None:
    """Raise NotAllowed unless the actor is the system or staff with the permission to decide."""
    _require(actor, DECIDE)


def require_answerer(actor: Actor) -> None:
    """Raise NotAllowed unless the actor is the system or staff with the permission to answer enquiries."""
    _require(actor, ANSWER)


def staff_who_may(permission: str) -> list[User]:
    """Return the members of staff with this permission, as many as are written to at once."""
    return list(ModelBackend().with_perm(permission, obj=None).filter(is_staff=True)[:TOLD_AT_MOST])


def _require(actor: Actor, permission: str) -> None:
    if actor.kind == "system":
        return
    if actor.kind != "staff" or actor.user is None or not actor.user.has_perm(permission):
        raise NotAllowed
