"""Start an erasure, try a failed one again, and suspend the person's accounts while it waits."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from accounts.errors import DomainError
from accounts.jobs import Job
from accounts.models import DataSubject
from accounts.sealing import seal
from dsr.agents.words import contact_of_agent, mandate_of
from dsr.contact import contact_of
from dsr.models import AccountSwitch, DataSubjectRequest, ErasureRun, Event
from dsr.moves import locked, record, tell
from dsr.permissions import require_decider
from dsr.queue import nudge_erasure, nudge_switch
from exports.stores.erase import refuse_held


class NotAnErasure(DomainError):
    """The request is not an open, verified request for deletion."""

    code = "not_an_erasure"
    message = _("Only an open and verified request for deletion can be carried out.")


class TooEarly(DomainError):
    """The person may still change their mind."""

    code = "too_early"
    message = _("The deletion can still be cancelled until its date. It starts by itself after that.")


class TooLate(DomainError):
    """The erasure has begun, and what is gone cannot be brought back."""

    code = "too_late"
    message = _("The deletion has begun and can no longer be cancelled.")


def start_erasure(request: DataSubjectRequest, *, actor: Actor) -> ErasureRun:
    """Begin the erasure a request asks for and return its run; the one that runs already, if there is one.

    The plan is frozen by the worker before anything goes. Locks the request. Raise NotAnErasure,
    TooEarly before the request's date, and HeldByLaw while a legal hold is in force.
    """
    with transaction.atomic():
        request = locked(request)
        run = ErasureRun.objects.filter(request=request).first()
        if run is not None:
            return run
        if (
            request.right != "erasure"
            or request.is_closed
            or not request.verified_at
            or request.waits_for_approval
        ):
            raise NotAnErasure
        if request.execute_after is not None and request.execute_after > now():
            raise TooEarly
        refuse_held(request.subject)
        run = ErasureRun.objects.create(
            request=request, subject=request.subject, sealed_address=_last_address(request)
        )
        tell(request, Event.Kind.STARTED, actor=actor)
        audit.record(
            "dsr:erasure:started", actor=actor, subject_ref=request.subject.ref, request=str(request.ref)
        )
        nudge_erasure(run.pk)
        return run


def retry_erasure(run: ErasureRun, *, actor: Actor) -> ErasureRun:
    """Put a failed erasure back in the queue, with its rounds of looking again counted anew. Raise NotAllowed."""
    require_decider(actor)
    with transaction.atomic():
        run = ErasureRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if run.job_state != Job.JobState.FAILED:
            return run
        run.requeue()
        ErasureRun.objects.filter(pk=run.pk).update(rounds=0)
        audit.record(
            "dsr:erasure:retried", actor=actor, subject_ref=run.subject.ref, request=str(run.request.ref)
        )
        nudge_erasure(run.pk)
        return run


def switch_accounts(request: DataSubjectRequest, *, suspended: bool, actor: Actor) -> AccountSwitch | None:
    """Have a worker close the person's accounts at the company to use, or open them again.

    Opening does nothing when they were never closed. What an earlier request of the person still had to do to them is
    called off: the newest decision is the last to reach every store. Call inside the transaction that decided it.
    """
    with transaction.atomic():
        switch = AccountSwitch.objects.filter(request=request).select_for_update().first()
        if switch is None:
            if not suspended:
                return None
            _call_off_older(request)
            switch = AccountSwitch.objects.create(request=request)
        elif switch.suspended == suspended:
            return switch
        else:
            AccountSwitch.objects.filter(pk=switch.pk).update(
                suspended=suspended, job_state=Job.JobState.QUEUED, lease=None, attempts=0, not_before=now()
            )
            switch.refresh_from_db()
        name = "dsr:accounts:suspended" if suspended else "dsr:accounts:resumed"
        audit.record(name, actor=actor, subject_ref=request.subject.ref, request=str(request.ref))
        nudge_switch(switch.pk)
        return switch


def retry_switch(switch: AccountSwitch, *, actor: Actor) -> AccountSwitch:
    """Try again to close or open accounts at the company after that failed. Raise NotAllowed."""
    require_decider(actor)
    with transaction.atomic():
        switch = AccountSwitch.objects.select_for_update(of=("self",)).get(pk=switch.pk)
        if switch.job_state == Job.JobState.FAILED:
            switch.requeue()
            record("dsr:accounts:retried", switch.request, actor=actor)
            nudge_switch(switch.pk)
        return switch


def suspend_while_waiting(request: DataSubjectRequest, *, actor: Actor) -> None:
    """Mark the person as closing and have their accounts at the company closed to use. Locks the subject."""
    with transaction.atomic():
        subject = DataSubject.objects.select_for_update().get(pk=request.subject_id)
        subject.standing = DataSubject.Standing.CLOSING
        subject.save(update_fields=["standing"])
        switch_accounts(request, suspended=True, actor=actor)


def call_off(request: DataSubjectRequest, *, actor: Actor) -> None:
    """Undo what was prepared for a deletion that will not happen: the run, the suspension, the standing.

    Call inside the transaction that closes the request. Raise TooLate once something may be gone.
    """
    with transaction.atomic():
        run = ErasureRun.objects.select_for_update(of=("self",)).filter(request=request).first()
        if run is not None:
            if run.begun:
                raise TooLate
            ErasureRun.objects.filter(pk=run.pk).update(
                job_state=Job.JobState.CANCELLED,
                lease=None,
                stage=ErasureRun.Stage.CALLED_OFF,
                sealed_address=None,
            )
        DataSubject.objects.filter(pk=request.subject_id, standing=DataSubject.Standing.CLOSING).update(
            standing=DataSubject.Standing.ACTIVE
        )
        switch_accounts(request, suspended=False, actor=actor)


def _call_off_older(request: DataSubjectRequest) -> None:
    before = AccountSwitch.jobs.filter(request__subject=request.subject_id).exclude(
        job_state=Job.JobState.DONE
    )
    before.update(job_state=Job.JobState.CANCELLED, lease=None)


def _last_address(request: DataSubjectRequest) -> bytes | None:
    mandate = mandate_of(request)
    contact = contact_of_agent(mandate.agent) if mandate else contact_of(request)
    return seal(request.subject, contact.email, life="record") if contact and contact.email else None
