"""One shape for everything the API refuses."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.errors import DomainError, NotAllowed, TooManyAttempts


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return 409 (403 for NotAllowed, 429 for TooManyAttempts) with a stable code and a sentence for a domain error; DRF's answer otherwise."""
    if isinstance(error, DomainError):
        refused = 429 if isinstance(error, TooManyAttempts) else 409
        status = 403 if isinstance(error, NotAllowed) else refused
        return Response({"code": error.code, "detail": str(error.message)}, status=status)
    return exception_handler(error, context)
