"""The jobs of this app, for tests/job_safety.py."""

from typing import Any

from accounts.jobs import Job
from accounts.models import AuditEvent
from dsr.contact import contact_of
from dsr.models import RequestStep
from tests.dsr.asking import ask
from tests.job_safety import JobCase, job_case
from tests.people import make_person


@job_case(RequestStep)
class Step(JobCase):
    """The step of a confirmed deletion that gives it its date."""

    needs = ("outbox",)

    def make(self) -> Job:
        """Return the waiting step of a new request of a new person."""
        person = make_person(f"person{RequestStep.objects.count()}@example.org", residence="DE")
        request = ask(person, right="erasure")
        return request.steps.get()

    def world(self, job: Job) -> Any:
        """Return the request's timeline, its date, its letters and its trail."""
        request = RequestStep.objects.get(pk=job.pk).request
        contact = contact_of(request)
        assert contact is not None
        letters = [m for m in self.given["outbox"] if m.to == [contact.email]]
        return {
            "timeline": list(request.events.values_list("kind", flat=True)),
            "dated": request.execute_after is not None,
            "letters": sorted(
                {
                    m.extra_headers["Message-ID"]: m.subject.replace(request.reference, "…") for m in letters
                }.values()
            ),
            "trail": sorted(
                AuditEvent.objects.filter(subject_ref=request.subject.ref).values_list("name", flat=True)
            ),
            "steps": list(request.steps.values_list("kind", "job_state")),
        }
