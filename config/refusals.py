"""Refuse what no page can be asked: bytes that no text of ours holds, and forms in another alphabet than UTF-8."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request

NUL = "\x00"
FORM = "application/x-www-form-urlencoded"


class RefusingMiddleware:
    """Answer 400 before any page reads the request: the database takes no NUL, and Django no other charset."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse."""
        if _unreadable(request):
            return bad_request(request, BadRequest())
        return self.get_response(request)


def _unreadable(request: HttpRequest) -> bool:
    params = request.content_params or {}
    charset = params.get("charset", "utf-8").lower() if request.content_type == FORM else "utf-8"
    return (
        NUL in request.path_info
        or "%00" in request.META.get("QUERY_STRING", "")
        or charset not in ("utf-8", "utf8")
    )
