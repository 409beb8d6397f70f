"""Where the work on a proven request goes: to a worker, or to staff first."""

from accounts.actor import SYSTEM
from accounts.clock import today
from dsr import letters
from dsr.models import DataSubjectRequest, Event, RequestStep
from dsr.moves import tell
from dsr.queue import add_step
from dsr.review import review_for


def begin(request: DataSubjectRequest, *, method: str) -> None:
    """Start the work on a proven request, or hand it to staff. Call inside an action, under its lock."""
    copies = DataSubjectRequest.objects.copies_in_a_year(request.subject, until=today())
    request.review = review_for(request.right, method=method, copies=copies)
    request.save(update_fields=["review"])
    if request.review:
        tell(request, Event.Kind.IN_REVIEW, actor=SYSTEM)
        letters.tell_staff("new", request)
    else:
        add_step(request, RequestStep.Kind.EXECUTE)
