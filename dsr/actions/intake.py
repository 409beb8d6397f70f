"""Take in a request of somebody who has not signed in."""

from django.db import transaction

from accounts.actor import Actor
from accounts.models import DataSubject
from dsr.actions.filing import file_without_account
from dsr.contact import Contact
from dsr.models import DataSubjectRequest
from dsr.once import filed_before


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
        before = filed_before(DataSubjectRequest, idempotency_key)
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
