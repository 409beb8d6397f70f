"""Take in a request of somebody who has not signed in."""

from typing import Any

from django.db import transaction

from accounts.actor import SYSTEM, Actor
from accounts.codes import digest, make_secret
from accounts.locks import wait_for
from accounts.models import DataSubject
from dsr.actions.requests import acknowledge_request, submit_request
from dsr.actions.verification import send_code
from dsr.contact import Contact
from dsr.lifecycle import State
from dsr.models import DataSubjectRequest


def take_in_request(
    contact: Contact,
    *,
    actor: Actor,
    right: str,
    residence: str = "",
    idempotency_key: str | None = None,
    origin: str = "",
) -> DataSubjectRequest:
    """File a request for a person nobody has looked up yet, mail a code to the address, and return the request.

    The request hangs on a new data subject until a worker finds out who is meant, so this does the same
    whether or not anything is known about the address. A right that may not be verified gets its
    acknowledgement instead of a code, with the secret that opens the request's page and exists nowhere else
    in clear. The same `idempotency_key` files and mails once.
    """
    with transaction.atomic():
        if idempotency_key:
            wait_for(idempotency_key)
        before = DataSubjectRequest.objects.filter(idempotency_key=idempotency_key or None).first()
        if before is not None:
            return before
        subject = DataSubject.objects.create(standing=DataSubject.Standing.CONTACT)
        return file_without_account(
            subject,
            actor=actor,
            contact=contact,
            right=right,
            channel=DataSubjectRequest.Channel.FORM,
            residence=residence,
            origin=origin,
            idempotency_key=idempotency_key,
        )


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
        secret = make_secret()
        request.secret_digest = digest("tracker", secret)
        request.save(update_fields=["secret_digest"])
        acknowledge_request(request, actor=SYSTEM, secret=secret)
        return request
