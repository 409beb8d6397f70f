"""Take somebody over from the company's own settings page."""

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.actions.accounts import account_of_subject
from accounts.actions.linking import link_subject
from accounts.actor import Actor
from accounts.clock import now
from accounts.handoff import Handoff, HandoffRefused, HandoffUnknown
from accounts.models import DataSubject, HandoffUse, User
from accounts.sealing import unseal


@transaction.atomic
def accept_handoff(handoff: Handoff, *, actor: Actor) -> User:
    """Use the hand-off up and return the account of the person the company vouches for, opening one if need be.

    Raise HandoffRefused at the second use, HandoffUnknown when the roster knows nobody by that number or
    there is no address to open an account with, KnownUnderAnotherAccount when the address is somebody
    else's. A refusal other than the first leaves the hand-off unused.
    """
    try:
        with transaction.atomic():
            HandoffUse.objects.create(digest=handoff.digest, expires_at=now() + handoff.expires_in)
    except IntegrityError as error:
        raise HandoffRefused from error
    HandoffUse.objects.filter(expires_at__lt=now()).delete()
    store = settings.HANDOFF_STORE
    subject = DataSubject.objects.known_by("platform_id", handoff.platform_id, store).first()
    if subject is None:
        raise HandoffUnknown
    address = handoff.email or _address_on_file(subject)
    user = account_of_subject(subject, address=address, actor=actor)
    if user is None:
        raise HandoffUnknown
    link_subject(user, actor=actor, platform_id=(store, handoff.platform_id))
    audit.record("accounts:handoff:accepted", actor=actor, subject_ref=subject.ref)
    return user


def _address_on_file(subject: DataSubject) -> str | None:
    known = subject.identifiers.locating().filter(kind="email", exclusive=True).order_by("created_at").first()
    return unseal(subject, known.sealed_value, life="account") if known else None
