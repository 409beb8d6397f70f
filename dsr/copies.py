"""Copies made for requests: close the request when its copy is there, and find the copy again for its page."""

from datetime import timedelta
from typing import Any

from django.db.models import Q

from accounts.actor import SYSTEM
from accounts.clock import now
from dsr import letters
from dsr.actions.requests import fulfil_request
from dsr.agents.words import mandate_of
from dsr.lifecycle import Outcome, State
from dsr.models import DataSubjectRequest, Event, RequestStep
from dsr.moves import tell
from dsr.scope import COPIES, scope_of
from exports.building.outside import missing_in
from exports.models import ExportPackage

AGAIN_DAYS = 30
"""Days after a request was answered in which its tracker makes the copy again without another proof of who asks."""


def copy_ready(sender: object, package: ExportPackage, **_: Any) -> None:
    """Close every request that waits for this copy and write that it is ready. Runs in the builder's transaction.

    A copy that lacks what a store outside holds answers a request in part, and the mail names the store.
    """
    lacking = missing_in(package)
    for request in _made_again_for(package):
        tell(request, Event.Kind.READY, actor=SYSTEM)
        letters.copy_ready(request, package=package, lacking=lacking)
    for request in _waiting(package):
        tell(request, Event.Kind.READY, actor=SYSTEM)
        outcome = Outcome.PARTIAL if lacking else Outcome.COMPLIED
        fulfil_request(request, actor=SYSTEM, outcome=outcome, letter="")
        letters.copy_ready(request, package=package, lacking=lacking)


def copy_failed(sender: object, package: ExportPackage, **_: Any) -> None:
    """Tell staff that a copy somebody waits for could not be made."""
    for request in _waiting(package):
        letters.tell_staff("failed", request)


def copy_of(request: DataSubjectRequest) -> ExportPackage | None:
    """Return the copy of this request, while it can be downloaded."""
    package = latest_copy_of(request) if request.state == State.FULFILLED else None
    return package if package and package.state == ExportPackage.State.READY else None


def latest_copy_of(request: DataSubjectRequest) -> ExportPackage | None:
    """Return the last copy made for this request, in whatever state it is: the one that closed it, or one made again later.

    What a person has made again is never an agent's to fetch: the permission was for the copy that closed the request.
    """
    if request.right not in COPIES:
        return None
    closing = Q(ready_at__lte=request.closed_at) if request.state == State.FULFILLED else Q(pk=None)
    own = Q(pk=None) if mandate_of(request) else Q(request_ref=request.ref)
    packages = ExportPackage.objects.filter(closing | own, subject=request.subject)
    return packages.select_related("subject").order_by("-created_at", "-pk").first()


def can_be_made_again(request: DataSubjectRequest, package: ExportPackage) -> bool:
    """Return whether the copy is over and whoever has the tracker's secret may have the same made again.

    Not for an agent, and not for good: who held the address and the secret long ago has to ask anew.
    """
    closed = request.closed_at
    fresh = closed is None or closed > now() - timedelta(days=AGAIN_DAYS)
    return (
        package.can_be_reissued
        and fresh
        and mandate_of(request) is None
        and request.subject.erased_at is None
    )


def copy_expires_soon(sender: object, package: ExportPackage, **_: Any) -> None:
    """Write to whom the copy belongs that it will be deleted and was never downloaded. Runs in the transaction that notes it."""
    for request in DataSubjectRequest.objects.filter(ref=package.request_ref).select_related("subject"):
        if copy_of(request) == package:
            letters.copy_expires(request, package=package)


def fetched_by_sender(request: DataSubjectRequest) -> bool:
    """Return whether whoever filed the request may fetch its copy: a person may, an agent only where the document says so."""
    mandate = mandate_of(request)
    return mandate is None or mandate.agent_receives


def _made_again_for(package: ExportPackage) -> list[DataSubjectRequest]:
    """Return the request that was closed before this copy of it was made again."""
    closed = DataSubjectRequest.objects.filter(
        ref=package.request_ref, state=State.FULFILLED, right__in=COPIES
    ).select_related("subject")
    return [request for request in closed if mandate_of(request) is None]


def _waiting(package: ExportPackage) -> list[DataSubjectRequest]:
    started = RequestStep.jobs.filter(kind=RequestStep.Kind.EXECUTE, job_state="done").values("request")
    live = DataSubjectRequest.objects.of(package.subject).live().select_related("subject")
    waiting = live.filter(right__in=COPIES, pk__in=started)[:50]
    return [one for one in waiting if one.ref == package.request_ref or scope_of(one) == package.wish]
