"""Who is acting: every action takes an actor, and none means anything by its absence."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Union

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

Kind = Literal["person", "staff", "agent", "api", "system"]


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts.

    `ref` is opaque and stays meaningful after an erasure: a user's or subject's reference, or a name of
    the system. `user` is the signed-in user, when there is one.
    """

    kind: Kind
    ref: str
    user: "User | None" = None

    @property
    def label(self) -> str:
        """Return `kind:ref`, the form kept in the audit trail."""
        return f"{self.kind}:{self.ref}"


SYSTEM = Actor("system", "candor")
"""The portal itself: schedules, workers, commands."""

VISITOR = Actor("person", "visitor")
"""A person who has not signed in."""


def actor_for(user: Union["User", "AnonymousUser"]) -> Actor:
    """Return the actor for a request's user: staff, person or visitor."""
    if not user.is_authenticated:
        return VISITOR
    return Actor("staff" if user.is_staff else "person", str(user.ref), user)
