"""One shape for everything the API refuses."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.errors import DomainError, NotAllowed


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return 409 (403 for NotAllowed) with a stable code and a sentence for a domain error; DRF's answer otherwise."""
    if isinstance(error, DomainError):
        status = 403 if isinstance(error, NotAllowed) else 409
        return Response({"code": error.code, "detail": str(error.message)}, status=status)
    return exception_handler(error, context)
