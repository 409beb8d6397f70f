"""What staff may do about a mail that did not leave."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.errors import DomainError
from accounts.nudge import nudge
from consent.models import MailDelivery
from consent.tasks import deliver_mail


class CannotRetry(DomainError):
    """The mail has left, or still waits by itself."""

    code = "cannot_retry"
    message = _("Only a mail that failed can be tried again.")


def retry_mail(mail: MailDelivery, *, actor: Actor) -> MailDelivery:
    """Put a failed mail back in the queue and return it. Locks the row, commits on its own. Raise CannotRetry."""
    with transaction.atomic():
        locked = (
            MailDelivery.objects.select_for_update(of=("self",)).select_related("subject").get(pk=mail.pk)
        )
        if locked.job_state != MailDelivery.JobState.FAILED:
            raise CannotRetry
        locked.requeue()
        audit.record(
            "consent:mail:retried",
            actor=actor,
            subject_ref=locked.subject.ref if locked.subject else None,
            delivery=str(locked.ref),
        )
        nudge(deliver_mail, locked.pk)
    return locked
