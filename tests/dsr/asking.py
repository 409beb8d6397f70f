"""Requests for tests, made through the actions."""

from accounts.actor import SYSTEM, actor_for
from accounts.models import User
from dsr.actions.decisions import deny_request
from dsr.actions.requests import fulfil_request, revoke_request, submit_request
from dsr.actions.verification import expire_request
from dsr.contact import Contact
from dsr.lifecycle import State
from dsr.models import DataSubjectRequest


def ask(
    person: User, *, right: str = "access", method: str = "sign_in", **more: object
) -> DataSubjectRequest:
    """Return a request of this person as signing in and asking makes it."""
    assert person.subject is not None
    values = {"channel": "portal", "contact": Contact(person.email, "Maya"), "method": method, **more}
    return submit_request(person.subject, actor=actor_for(person), right=right, **values)  # type: ignore[arg-type]


def in_state(person: User, state: State) -> DataSubjectRequest:
    """Return a request that has come to this state."""
    request = ask(person, method="" if state in (State.OPEN, State.EXPIRED) else "sign_in")
    finish = {
        State.FULFILLED: lambda: fulfil_request(request, actor=SYSTEM),
        State.DENIED: lambda: deny_request(request, actor=SYSTEM, ground="kept_by_law"),
        State.REVOKED: lambda: revoke_request(request, actor=SYSTEM),
        State.EXPIRED: lambda: expire_request(request, actor=SYSTEM),
    }
    return finish[state]() if state in finish else request
