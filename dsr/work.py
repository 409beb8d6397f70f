"""The jobs that work on a request, of whichever app, in one shape for staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.jobs import Job
from dsr.actions.decisions import retry_step
from dsr.actions.erasure import retry_erasure, retry_switch
from dsr.models import AccountSwitch, DataSubjectRequest, ErasureRun, RequestStep
from dsr.permissions import require_decider
from exports.actions.packages import retry_package
from exports.models import ExportPackage


@dataclass(frozen=True)
class Work:
    """One job: what it does, how it stands, and whether it can be tried again."""

    kind: str
    pk: int
    label: str
    state: str
    state_label: str
    attempts: int
    last_error: str
    since: datetime | None

    @property
    def failed(self) -> bool:
        """Return whether it gave up, and staff can try it again."""
        return self.state == Job.JobState.FAILED


def work_on(request: DataSubjectRequest) -> list[Work]:
    """Return every job of this request."""
    shown = [
        _shown("step", s.get_kind_display(), s)
        for s in RequestStep.jobs.filter(request=request).order_by("pk")
    ]
    shown += [_shown("package", _("copy of the data"), p) for p in packages_of(request)]
    shown += [
        _shown("switch", _("accounts closed to use"), s) for s in AccountSwitch.jobs.filter(request=request)
    ]
    shown += [_shown("erasure", _("erasure"), run) for run in ErasureRun.jobs.filter(request=request)]
    return shown


def packages_of(request: DataSubjectRequest) -> QuerySet[ExportPackage]:
    """Return the packages made for this request."""
    return ExportPackage.objects.filter(request_ref=request.ref).order_by("pk")


def retry_work(request: DataSubjectRequest, kind: str, pk: int, *, actor: Actor) -> None:
    """Try one failed job of this request again. Raise Http404 for any other job, and what the action raises."""
    if kind == "step":
        retry_step(get_object_or_404(RequestStep.jobs.filter(request=request), pk=pk), actor=actor)
    elif kind == "erasure":
        retry_erasure(get_object_or_404(ErasureRun.jobs.filter(request=request), pk=pk), actor=actor)
    elif kind == "switch":
        retry_switch(get_object_or_404(AccountSwitch.jobs.filter(request=request), pk=pk), actor=actor)
    elif kind == "package":
        require_decider(actor)
        retry_package(get_object_or_404(packages_of(request), pk=pk), actor=actor)
    else:
        raise Http404


def _shown(kind: str, label: str, job: Any) -> Work:
    return Work(
        kind=kind,
        pk=job.pk,
        label=label,
        state=job.job_state,
        state_label=job.get_job_state_display(),
        attempts=job.attempts,
        last_error=job.last_error_code,
        since=job.heartbeat_at or job.not_before,
    )
