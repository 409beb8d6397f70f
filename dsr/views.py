"""Pages of the dsr app."""

from django.http import Http404, HttpRequest, HttpResponse


def page(request: HttpRequest, **_: str) -> HttpResponse:
    """Answer 404."""
    raise Http404
