"""The signed-in person's own requests."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actor import actor_for
from accounts.api.paging import ByTime
from accounts.owner import own_subject
from accounts.reauthentication import signed_in_recently
from dsr.actions.closing import close_account
from dsr.actions.requests import revoke_request, submit_request
from dsr.api.serializers import NewRequestSerializer, RequestDetailSerializer, RequestSerializer
from dsr.contact import Contact
from dsr.managers import RequestQuerySet
from dsr.models import DataSubjectRequest
from dsr.owner import own_request
from exports.api.errors import SignInAgain


class NewestFirst(ByTime):
    """Pages of requests, newest first."""

    ordering = ("-received_at", "-pk")


class RequestsView(ListAPIView):  # type: ignore[type-arg]
    """GET and POST /api/v1/requests."""

    serializer_class = RequestSerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> RequestQuerySet:
        """Return the person's own requests."""
        return DataSubjectRequest.objects.of(own_subject(self.request))

    @extend_schema(request=NewRequestSerializer, responses={201: RequestDetailSerializer})
    def post(self, request: Request) -> Response:
        """Make a request. Deletion closes the account, ends every session and needs a sign-in of the last ten minutes."""
        given = NewRequestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = _submit(request, **given.validated_data)
        return Response(RequestDetailSerializer(made).data, status=201)


class RequestView(APIView):
    """GET /api/v1/requests/<reference>."""

    @extend_schema(responses=RequestDetailSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Return one of the person's own requests with its timeline."""
        return Response(RequestDetailSerializer(own_request(request, reference)).data)


class RevokeView(APIView):
    """POST /api/v1/requests/<reference>/revoke."""

    @extend_schema(request=None, responses=RequestDetailSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Take a request back."""
        revoked = revoke_request(own_request(request, reference), actor=actor_for(request.user))
        return Response(RequestDetailSerializer(revoked).data)


def _submit(request: Request, *, right: str, details: str) -> DataSubjectRequest:
    user: Any = request.user
    subject = own_subject(request)
    if right == "erasure":
        if not signed_in_recently(request.auth if request.auth is not None else request.session):
            raise SignInAgain
        return close_account(user, actor=actor_for(user), channel=DataSubjectRequest.Channel.API)
    return submit_request(
        subject,
        actor=actor_for(user),
        right=right,
        channel=DataSubjectRequest.Channel.API,
        contact=Contact(user.email, details=details),
        method="sign_in",
    )
