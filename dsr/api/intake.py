"""Requests without an account, for programs: the form's two steps."""

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actor import VISITOR
from accounts.errors import TooManyAttempts
from accounts.identifiers import normalise, written_plainly
from accounts.rate_limits import count, place_of
from dsr.actions.intake import take_in_request
from dsr.actions.verification import verify_request
from dsr.api.serializers import ConfirmSerializer, IntakeSerializer, RequestSerializer, TakenInSerializer
from dsr.contact import Contact
from dsr.forms.asking import needs_code
from dsr.links import request_of, token_of
from dsr.views.asking import CONFIRM_LIFE


class PublicView(APIView):
    """A view for everybody: no session is read, so there is nothing a foreign page could abuse."""

    authentication_classes: ClassVar[list[Any]] = []
    permission_classes = (AllowAny,)

    def handle_exception(self, exc: Exception) -> Response:
        """Answer 429 for what came too often."""
        if isinstance(exc, TooManyAttempts):
            exc = Throttled(wait=3600, detail=str(exc.message))
        return super().handle_exception(exc)


class IntakeView(PublicView):
    """POST /api/v1/intake."""

    @extend_schema(request=IntakeSerializer, responses={202: TakenInSerializer})
    def post(self, request: Request) -> Response:
        """Take in a request and mail a code. The answer is the same whether or not anything is known about the address."""
        given = IntakeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        count("intake", place_of(request))
        count("mailbox", normalise("email", data["email"]))
        made = take_in_request(
            Contact(written_plainly(data["email"]), data["name"], data["details"]),
            actor=VISITOR,
            right=data["right"],
            residence=data["residence"],
            origin="api",
        )
        token = token_of(made, "confirm")
        return Response({"token": token, "code_needed": needs_code(data["right"])}, status=202)


class ConfirmView(PublicView):
    """POST /api/v1/intake/confirm."""

    @extend_schema(request=ConfirmSerializer, responses=RequestSerializer)
    def post(self, request: Request) -> Response:
        """Confirm a request with its mailed code; the acknowledgement goes to the address. 404 for a forged token."""
        given = ConfirmSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        count("code", place_of(request))
        asked = request_of(given.validated_data["token"], "confirm", life=CONFIRM_LIFE)
        if asked is None:
            raise Http404
        asked = verify_request(asked, actor=VISITOR, code=given.validated_data["code"])
        return Response(RequestSerializer(asked).data)
