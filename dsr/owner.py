"""The person's own requests, and nobody else's."""

from typing import Any

from django.shortcuts import get_object_or_404

from accounts.codes import read_reference
from accounts.owner import own_subject
from dsr.models import DataSubjectRequest


def own_request(request: Any, reference: str) -> DataSubjectRequest:
    """Return the signed-in person's request with this reference. Raise Http404 for anybody else's."""
    mine = DataSubjectRequest.objects.of(own_subject(request)).select_related("subject")
    return get_object_or_404(mine, reference=read_reference(reference))
