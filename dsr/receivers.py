"""What erasure does when a request for deletion gets its date, or is over without having been carried out."""

from typing import Any

from accounts.actor import SYSTEM, Actor
from dsr.actions.erasure import call_off, suspend_while_waiting
from dsr.lifecycle import State
from dsr.models import DataSubjectRequest


def suspend(sender: object, request: DataSubjectRequest, **_: Any) -> None:
    """Close the person's accounts at the company to use until the deletion."""
    suspend_while_waiting(request, actor=SYSTEM)


def undo(sender: object, request: DataSubjectRequest, actor: Actor, **_: Any) -> None:
    """Open the accounts again when the deletion was cancelled, refused or never confirmed. Raise TooLate."""
    if request.right == "erasure" and request.state != State.FULFILLED:
        call_off(request, actor=actor)
