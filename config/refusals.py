"""Refuse what no page can be asked: bytes that no text of ours holds, and forms in another alphabet than UTF-8."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request

NUL = "\x00"
FORM = "application/x-www-form-urlencoded"


class RefusingMiddleware:
    """Answer 400 before any page reads the request: the database takes no NUL, and Django no other charset.

    A view that says `takes_any_body` gets the other charset all the same: it reads nothing in the body that it needs.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse."""
        if NUL in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request, BadRequest())
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponse | None:
        """Refuse a form in another charset, now that it is known for whom it is."""
        if _is_other_charset(request) and not getattr(view, "takes_any_body", False):
            return bad_request(request, BadRequest())
        return None


def _is_other_charset(request: HttpRequest) -> bool:
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    return request.content_type == FORM and charset not in ("utf-8", "utf8")
