"""One shape for everything the API refuses: a stable code, and a sentence for whoever reads it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ErrorDetail
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from accounts.errors import DomainError, NotAllowed, TooManyAttempts


class BodyTooLarge(APIException):
    """More was sent than one call may bring."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"
    default_detail = _("This is more than one call may send. Send it in several.")


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return 409 (403 for NotAllowed, 429 for TooManyAttempts) with a stable code and a sentence for a domain error.

    A body over the limit is 413 at whatever depth that was found; DRF's own refusals keep their shape and say their code too.
    """
    if isinstance(error, DomainError):
        set_rollback()
        refused = 429 if isinstance(error, TooManyAttempts) else 409
        answered = 403 if isinstance(error, NotAllowed) else refused
        return Response({"code": error.code, "detail": str(error.message)}, status=answered)
    answer = exception_handler(BodyTooLarge() if isinstance(error, RequestDataTooBig) else error, context)
    if answer is not None and isinstance(answer.data, Mapping):
        said = answer.data.get("detail")
        if isinstance(said, ErrorDetail) and set(answer.data) == {"detail"}:
            answer.data = {"code": said.code, "detail": said}
    return answer
