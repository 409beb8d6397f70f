"""Close an account, and take that back while there is time."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import mail
from accounts.actor import Actor
from accounts.alerts import alert
from accounts.clock import now
from accounts.ending import end_sessions
from accounts.errors import DomainError
from accounts.models import User
from dsr.actions.erasure import suspend_while_waiting
from dsr.actions.requests import revoke_request, submit_request
from dsr.closing import cancel_url
from dsr.contact import Contact
from dsr.erasure.rules import promised_by, starts_at
from dsr.models import DataSubjectRequest, Event, Verification
from dsr.moves import tell

ORIGIN = "account_closing"


class NothingToClose(DomainError):
    """The account belongs to no person whose data is held: a staff account."""

    code = "nothing_to_close"
    message = _("This is a staff account. Ask an administrator to remove it.")


def close_account(
    user: User, *, actor: Actor, channel: str = DataSubjectRequest.Channel.PORTAL
) -> DataSubjectRequest:
    """Ask for the account and everything about its person to be deleted after the grace period, and return the request.

    All sessions end with the commit, a worker closes the accounts at the company to use, and the mail
    with the date and the cancel link leaves. Locks the subject. Raise ErasureAlreadyOpen, NothingToClose.
    """
    if user.subject is None:
        raise NothingToClose
    with transaction.atomic():
        request = submit_request(
            user.subject,
            actor=actor,
            right="erasure",
            channel=channel,
            contact=Contact(email=user.email),
            method=Verification.Method.SIGN_IN,
            origin=ORIGIN,
            execute_after=starts_at(now(), grace_days=settings.ERASURE_GRACE_DAYS),
            acknowledge=False,
        )
        tell(request, Event.Kind.SCHEDULED, actor=actor)
        suspend_while_waiting(request, actor=actor)
        end_sessions(user, actor=actor)
        alert(user, "closing_started")
        mail.send(
            "dsr/closing_started",
            to=user.email,
            context=_letter(request),
            subject_ref=user.subject.ref,
        )
        DataSubjectRequest.objects.filter(pk=request.pk).update(acknowledged_at=now())
        return request


def cancel_closing(request: DataSubjectRequest, *, actor: Actor) -> DataSubjectRequest:
    """Keep the account: take the request back and open the accounts at the company again.

    Locks the request. Raise TooLate once the erasure has begun, MoveNotAllowed when the request is over.
    """
    return revoke_request(request, actor=actor, letter="closing_cancelled")


def _letter(request: DataSubjectRequest) -> dict[str, object]:
    return {
        "reference": request.reference,
        "when": request.execute_after,
        "finished_by": promised_by(request.received_at, promise_days=settings.ERASURE_PROMISE_DAYS),
        "href": cancel_url(request),
    }
