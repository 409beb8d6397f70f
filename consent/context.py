"""What every page may show somebody who is signed in: the notice they are owed."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from consent.models import Notice


def owed_notice(request: HttpRequest) -> dict[str, Any]:
    """Return the newest unseen notice about the policy, asked for only where a page shows it; strangers cost no query."""
    return {"owed_notice": SimpleLazyObject(lambda: _owed(request))}


def _owed(request: HttpRequest) -> Any:
    subject = getattr(getattr(request, "user", None), "subject_id", None)
    if subject is None:
        return ()
    found = Notice.objects.owed_on_site(subject).only(
        "campaign__policy_version__number",
        "campaign__policy_version__summary",
        "campaign__policy_version__effective_on",
    )
    return found.first() or ()
