"""Carry out an opt-out of sale and sharing. Only a worker does this, so no answer on the web depends on who is known."""

from django.db import transaction

from accounts.actor import Actor
from accounts.models import DataSubject
from consent.actions.sale import opt_out_of_sale
from consent.choices import Holder
from consent.models import ConsentRecord
from consent.refusals import remember
from dsr import letters
from dsr.actions.requests import fulfil_request
from dsr.attaching import attach
from dsr.contact import contact_of
from dsr.models import DataSubjectRequest, Event
from dsr.moves import locked, record
from dsr.sale import answer_to_opt_out

MOST_PEOPLE = 50
"""People one address can lead to; more would be a fault of the roster."""


def opt_out(request: DataSubjectRequest, *, actor: Actor) -> DataSubjectRequest:
    """Record the opt-out in the ledger of choices for whom the request means, answer it, and return it closed.

    Nobody is asked to prove or confirm anything (11 CCR 7026(c)-(d), 7060(b)), so it is done for everybody the
    address leads to. Where it leads to nobody it is recorded for the request's own subject, and reaches
    whoever turns out to have the address. Locks the request. Does nothing once it is closed.
    """
    with transaction.atomic():
        request = locked(request)
        if request.is_closed:
            return request
        for person in _people_meant(request):
            opt_out_of_sale(Holder.of(person), actor=_who_asked(request), method=ConsentRecord.Method.REQUEST)
        record("dsr:request:opted_out", request, actor=actor)
        answer = answer_to_opt_out()
        request = fulfil_request(request, actor=actor, text=answer, letter="")
        letters.write("opted_out", request, done=answer)
        return request


def _people_meant(request: DataSubjectRequest) -> list[DataSubject]:
    if request.verified_at is not None:
        return [request.subject]
    contact = contact_of(request)
    if contact is None or not contact.email:
        return [request.subject]
    by_address = DataSubject.objects.known_by("email", contact.email).exclude(pk=request.subject_id)
    people = sorted(
        by_address.order_by("pk")[:MOST_PEOPLE], key=lambda one: one.standing == one.Standing.CONTACT
    )
    if request.subject.standing != DataSubject.Standing.CONTACT:
        return [request.subject, *people]
    if not people:
        remember(request.subject, contact.email)
        return [request.subject]
    attach(request, people[0])
    return people


def _who_asked(request: DataSubjectRequest) -> Actor:
    """Return whoever made the request: the choice is theirs, the worker only writes it down."""
    asked = request.events.filter(kind=Event.Kind.RECEIVED).first()
    return Actor(asked.actor if asked else "person", str(request.ref))  # type: ignore[arg-type]
