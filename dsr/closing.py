"""Which deletion is waiting for whom: by the signed-in person, or by the link in their mail."""

from django.conf import settings
from django.urls import reverse

from accounts.models import DataSubject
from dsr.links import request_of, token_of
from dsr.models import DataSubjectRequest

PURPOSE = "cancel-closing"


def cancel_url(request: DataSubjectRequest) -> str:
    """Return the mailed cancel link; its token opens this request's cancel page and nothing else."""
    return settings.BASE_URL + reverse("dsr:cancel", args=[token_of(request, PURPOSE)])


def deletion_of(token: str) -> DataSubjectRequest | None:
    """Return the deletion a cancel link belongs to, or None when it is forged, too old, or the deletion is through."""
    life = settings.ERASURE_PROMISE_DAYS * 24 * 3600
    request = request_of(token, PURPOSE, life=life)
    if request is None or request.right != "erasure":
        return None
    return request if not request.is_closed or request.state == "revoked" else None


def closing_of(subject: DataSubject | None) -> DataSubjectRequest | None:
    """Return the person's deletion that has its date and is not over, or None."""
    requests = DataSubjectRequest.objects.of(subject).live()
    return requests.filter(right="erasure", execute_after__isnull=False).first()
