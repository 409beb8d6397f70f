"""Leave a trace before staff see what a request says."""

from django.db import transaction

from accounts.actor import Actor
from dsr.models import DataSubjectRequest
from dsr.moves import record


def look_at_request(request: DataSubjectRequest, *, actor: Actor) -> DataSubjectRequest:
    """Record that this member of staff opens the request, and return it; called before anything of it is shown."""
    with transaction.atomic():
        record("dsr:request:viewed", request, actor=actor)
    return request
