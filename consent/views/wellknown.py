"""Say to browsers and to whoever checks that Global Privacy Control is honoured here."""

from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

HONOURED_SINCE = date(2026, 11, 25)


@require_safe
def gpc(request: HttpRequest) -> HttpResponse:
    """Answer with the support resource of Global Privacy Control."""
    answer = JsonResponse({"gpc": True, "lastUpdate": HONOURED_SINCE.isoformat()})
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
