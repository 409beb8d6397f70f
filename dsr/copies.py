"""Copies made for requests: close the request when its copy is there, and find the copy again for its page."""

from typing import Any

from accounts.actor import SYSTEM
from dsr import letters
from dsr.actions.requests import fulfil_request
from dsr.agents.words import mandate_of
from dsr.lifecycle import Outcome, State
from dsr.models import DataSubjectRequest, Event, RequestStep
from dsr.moves import tell
from exports.building.outside import missing_in
from exports.models import ExportPackage

COPIES = ("access", "portability")


def copy_ready(sender: object, package: ExportPackage, **_: Any) -> None:
    """Close every request that waits for this person's copy and write that it is ready. Runs in the builder's transaction.

    A copy that lacks what a store outside holds answers a request in part, and the mail names the store.
    """
    lacking = missing_in(package)
    for request in _waiting(package):
        tell(request, Event.Kind.READY, actor=SYSTEM)
        outcome = Outcome.PARTIAL if lacking else Outcome.COMPLIED
        fulfil_request(request, actor=SYSTEM, outcome=outcome, letter="")
        letters.copy_ready(request, until=package.expires_at, lacking=lacking)


def copy_failed(sender: object, package: ExportPackage, **_: Any) -> None:
    """Tell staff that a copy somebody waits for could not be made."""
    for request in _waiting(package):
        letters.tell_staff("failed", request)


def copy_of(request: DataSubjectRequest) -> ExportPackage | None:
    """Return the copy that closed this request, while it can be downloaded."""
    if request.right not in COPIES or request.state != State.FULFILLED:
        return None
    packages = ExportPackage.objects.filter(subject=request.subject, ready_at__lte=request.closed_at)
    package = packages.order_by("-ready_at").first()
    return package if package and package.state == ExportPackage.State.READY else None


def fetched_by_sender(request: DataSubjectRequest) -> bool:
    """Return whether whoever filed the request may fetch its copy: a person may, an agent only where the document says so."""
    mandate = mandate_of(request)
    return mandate is None or mandate.agent_receives


def _waiting(package: ExportPackage) -> list[DataSubjectRequest]:
    started = RequestStep.jobs.filter(kind=RequestStep.Kind.EXECUTE, job_state="done").values("request")
    live = DataSubjectRequest.objects.of(package.subject).live().select_related("subject")
    return list(live.filter(right__in=COPIES, pk__in=started)[:50])
