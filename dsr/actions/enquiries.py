"""Take in what people write to us, answer it, close it, or make the request of it that it is."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.actor import SYSTEM, Actor
from accounts.clock import now
from accounts.codes import make_reference
from accounts.models import DataSubject
from accounts.regimes.clocks import due
from accounts.regimes.days import add_days
from accounts.regimes.laws import COMPLAINT
from dsr.actions.filing import file_without_account
from dsr.contact import Contact
from dsr.enquiries import letters
from dsr.enquiries.words import Words, seal_words, with_answer, words_of
from dsr.errors import EnquiryClosed, ReasonMissing
from dsr.models import DataSubjectRequest, Enquiry
from dsr.once import filed_before
from dsr.permissions import require_answerer, require_decider

ORIGIN = "enquiry"


def take_in_enquiry(
    words: Words,
    *,
    actor: Actor,
    kind: str,
    channel: str,
    subject: DataSubject | None = None,
    received_at: datetime | None = None,
    idempotency_key: str | None = None,
) -> Enquiry:
    """Keep what somebody wrote, acknowledge it with a reference, tell staff, and return the enquiry.

    It hangs on the person who is signed in (`subject`) or on a new contact nobody is looked up for, so the same
    happens whether or not the address is known. A complaint is acknowledged at once, which is inside every
    law's term (DPA 2018 s.164A). `received_at` is the arrival of what came another way. The same
    `idempotency_key` keeps and mails once.
    """
    with transaction.atomic():
        before = filed_before(Enquiry, idempotency_key)
        if before is not None:
            return before
        subject = subject or DataSubject.objects.create(standing=DataSubject.Standing.CONTACT)
        arrived = received_at or now()
        day = timezone.localtime(arrived).date()
        enquiry = Enquiry.objects.create(
            reference=make_reference(),
            subject=subject,
            kind=kind,
            channel=channel,
            received_at=arrived,
            acknowledge_by=due(COMPLAINT, day).statutory if kind == Enquiry.Kind.COMPLAINT else None,
            acknowledged_at=now(),
            due=add_days(day, settings.ENQUIRY_AIM_DAYS),
            sealed_words=seal_words(subject, words),
            idempotency_key=idempotency_key,
        )
        _record("dsr:enquiry:received", enquiry, actor=actor, kind=str(kind), channel=str(channel))
        letters.write("enquiry_received", enquiry)
        letters.tell_staff(enquiry)
        return enquiry


def look_at_enquiry(enquiry: Enquiry, *, actor: Actor) -> Enquiry:
    """Record that this member of staff opens the enquiry, and return it; called before anything of it is shown."""
    with transaction.atomic():
        _record("dsr:enquiry:viewed", enquiry, actor=actor)
    return enquiry


def answer_enquiry(enquiry: Enquiry, *, actor: Actor, text: str) -> Enquiry:
    """Mail the answer to whoever wrote and keep it sealed. Locks the enquiry. Raise NotAllowed, ReasonMissing, EnquiryClosed."""
    require_answerer(actor)
    if not text.strip():
        raise ReasonMissing
    with transaction.atomic():
        enquiry = _open(enquiry)
        enquiry.sealed_answers = with_answer(enquiry, text)
        enquiry.state, enquiry.answered_at = Enquiry.State.ANSWERED, now()
        enquiry.save(update_fields=["sealed_answers", "state", "answered_at"])
        _record("dsr:enquiry:answered", enquiry, actor=actor)
        letters.write("enquiry_answer", enquiry, written=text)
        return enquiry


def close_enquiry(enquiry: Enquiry, *, actor: Actor) -> Enquiry:
    """Close the enquiry. Locks it. Raise NotAllowed, EnquiryClosed."""
    require_answerer(actor)
    with transaction.atomic():
        return _close(_open(enquiry), actor=actor)


def make_request(enquiry: Enquiry, *, actor: Actor, right: str, residence: str = "") -> DataSubjectRequest:
    """File the request under a law that the enquiry is, dated with its arrival, close the enquiry, and return the request.

    Whoever wrote proves the address with a code as from the form, or not at all where asking is forbidden.
    Locks the enquiry. Raise NotAllowed, EnquiryClosed, ErasureAlreadyOpen.
    """
    require_decider(actor)
    with transaction.atomic():
        enquiry = _open(enquiry)
        words = words_of(enquiry) or Words("", "")
        request = file_without_account(
            enquiry.subject,
            actor=actor,
            contact=Contact(words.email, words.name, words.text),
            right=right,
            channel=DataSubjectRequest.Channel.STAFF,
            residence=residence,
            origin=ORIGIN,
            received_at=enquiry.received_at,
        )
        enquiry.request = request
        enquiry.save(update_fields=["request"])
        _record("dsr:enquiry:became_request", enquiry, actor=actor, request=str(request.ref))
        _close(enquiry, actor=SYSTEM)
        return request


def _open(enquiry: Enquiry) -> Enquiry:
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("subject").get(pk=enquiry.pk)
    if enquiry.state == Enquiry.State.CLOSED:
        raise EnquiryClosed
    return enquiry


def _close(enquiry: Enquiry, *, actor: Actor) -> Enquiry:
    enquiry.state, enquiry.closed_at = Enquiry.State.CLOSED, now()
    enquiry.save(update_fields=["state", "closed_at"])
    _record("dsr:enquiry:closed", enquiry, actor=actor)
    return enquiry


def _record(name: str, enquiry: Enquiry, *, actor: Actor, **data: str) -> None:
    audit.record(name, actor=actor, subject_ref=enquiry.subject.ref, enquiry=str(enquiry.ref), **data)
