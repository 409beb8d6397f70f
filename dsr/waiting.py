"""For which stores a request waits, as its pages and the API say it."""

from dataclasses import dataclass

from dsr.copies import COPIES
from dsr.models import DataSubjectRequest, RequestStep
from exports.building.outside import waiting_on
from exports.models import ExportPackage, StoreTask
from exports.outside.waiting import Waiting, waiting_for


@dataclass(frozen=True)
class Waits:
    """What a request waits for: answers from stores outside, and a system of the company that is being checked."""

    outside: list[Waiting]
    checked: bool


def waits_of(request: DataSubjectRequest) -> Waits:
    """Return all that a request waits for, for whoever says it in several places."""
    if request.is_closed:
        return Waits([], checked=False)
    checked = DataSubjectRequest.objects.waiting_for_store().filter(pk=request.pk).exists()
    return Waits(waits_for(request), checked=checked)


def waits_for(request: DataSubjectRequest) -> list[Waiting]:
    """Return the stores outside whose answer this request waits for; nothing before it is carried out."""
    if request.is_closed:
        return []
    if request.right == DataSubjectRequest.RightChoice.ERASURE:
        return waiting_for(request.ref, StoreTask.Verb.ERASE)
    if request.right not in COPIES or not _begun(request):
        return []
    package = ExportPackage.objects.unfinished().filter(subject=request.subject).first()
    return waiting_on(package) if package else []


def _begun(request: DataSubjectRequest) -> bool:
    """Return whether a copy is being made for this request: one may be on its way for another about the same person."""
    done = RequestStep.jobs.filter(request=request, kind=RequestStep.Kind.EXECUTE, job_state="done")
    return bool(done.exists())
