"""File a request that nobody has proven yet."""

from typing import Any

from django.db import transaction

from accounts.actor import SYSTEM, Actor
from accounts.models import DataSubject
from dsr.actions.requests import acknowledge_with_secret, submit_request
from dsr.actions.verification import send_code
from dsr.contact import Contact
from dsr.lifecycle import State
from dsr.models import DataSubjectRequest


def file_without_account(
    subject: DataSubject, *, actor: Actor, contact: Contact, right: str, channel: str, **more: Any
) -> DataSubjectRequest:
    """File a request nobody has proven, and mail a code, or the acknowledgement where nothing may be proven. Return the request.

    `more` is what `submit_request` takes. Commits on its own. Raise what `submit_request` raises.
    """
    with transaction.atomic():
        request = submit_request(
            subject,
            actor=actor,
            right=right,
            channel=channel,
            contact=contact,
            acknowledge=False,
            **more,
        )
        if request.state == State.OPEN:
            send_code(request, actor=actor)
            return request
        acknowledge_with_secret(request, actor=SYSTEM)
        return request
