"""One shape for everything the API refuses: a stable code, and a sentence for whoever reads it."""

import math
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ErrorDetail
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from accounts.clock import now
from accounts.errors import DomainError, NotAllowed, TooManyAttempts


class BodyTooLarge(APIException):
    """More was sent than one call may bring."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"
    default_detail = _("This is more than one call may send. Send it in several.")


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return 409 (403 for NotAllowed, 429 for TooManyAttempts) with a stable code and a sentence for a domain error.

    Where a 429 knows when it works again it says so, in `until` and in Retry-After.
    A body over the limit is 413 at whatever depth that was found; DRF's own refusals keep their shape and say their code too.
    """
    if isinstance(error, DomainError):
        set_rollback()
        if isinstance(error, TooManyAttempts):
            return _held_off(error)
        answered = 403 if isinstance(error, NotAllowed) else 409
        return Response({"code": error.code, "detail": str(error.message)}, status=answered)
    answer = exception_handler(BodyTooLarge() if isinstance(error, RequestDataTooBig) else error, context)
    if answer is not None and isinstance(answer.data, Mapping):
        said = answer.data.get("detail")
        if isinstance(said, ErrorDetail) and set(answer.data) == {"detail"}:
            answer.data = {"code": said.code, "detail": said}
    return answer


def _held_off(error: TooManyAttempts) -> Response:
    said = {"code": error.code, "detail": str(error.message)}
    if error.until is None:
        return Response(said, status=429)
    seconds = max(math.ceil((error.until - now()).total_seconds()), 1)
    return Response(said | {"until": error.until}, status=429, headers={"Retry-After": str(seconds)})
