"""Tell the company's own pages what was answered in this browser, so that they need not ask again."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.datamap.current import current
from consent.browser import choices_in
from consent.choices import purposes_of_cookies


@require_safe
def browser_state(request: HttpRequest) -> HttpResponse:
    """Answer which purposes of cookies are agreed to here: none before somebody agreed, none while a signal refuses.

    Only the company's own site (`organisation.website` of the data map) may read the answer from another
    host. It holds no number: nobody is recognised by it.
    """
    signal, kept = request.privacy_signal, choices_in(request)  # type: ignore[attr-defined]
    allowed = kept.allowed if kept is not None and not signal else frozenset()
    answer = JsonResponse(
        {
            "signal": signal,
            "answered": kept is not None,
            "allowed": {key: key in allowed for key in purposes_of_cookies()},
        }
    )
    site = urlsplit(current().organisation.website)
    origin = f"{site.scheme}://{site.netloc}"
    if site.netloc and request.headers.get("Origin") == origin:
        answer["Access-Control-Allow-Origin"] = origin
        answer["Access-Control-Allow-Credentials"] = "true"
    patch_vary_headers(answer, ["Cookie", "Origin"])
    return answer
