"""The roster by API: the company's systems say who their people are."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actions.roster import merge_roster
from accounts.actor import Actor
from accounts.datamap.current import current
from accounts.roster.entries import BadEntry, entry_from

MOST = 1000
"""People in one call; more are refused, so that a call stays a short transaction."""

COMPANY = Actor("api", "roster")


class RosterToken(BaseAuthentication):
    """`Authorization: Bearer <CANDOR_ROSTER_TOKEN>`: the company's own systems, never a person."""

    def authenticate(self, request: Request) -> tuple[None, Actor] | None:
        """Return the company as the caller. Raise AuthenticationFailed for a wrong token."""
        scheme, _space, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        if not settings.ROSTER_TOKEN or not constant_time_compare(token, settings.ROSTER_TOKEN.encode()):
            raise AuthenticationFailed(_("This token is not valid."))
        return None, COMPANY

    def authenticate_header(self, request: Request) -> str:
        """Return what the caller must send."""
        return "Bearer"


class RosterTokenScheme(OpenApiAuthenticationExtension):
    """Says in the published description of the API how the token is sent."""

    target_class = RosterToken
    name = "rosterToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the description."""
        return {"type": "http", "scheme": "bearer"}


class IsCompany(BasePermission):
    """Only the company's systems."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the roster token was given."""
        return request.auth is COMPANY


class PersonSerializer(serializers.Serializer[Any]):
    """One person. Give only addresses the company has verified."""

    platform_id = serializers.CharField()
    email = serializers.EmailField(required=False)
    phone = serializers.CharField(required=False)
    username = serializers.CharField(required=False)
    residence = serializers.CharField(required=False, help_text="ISO 3166 code, as DE or US-CA.")
    language = serializers.CharField(required=False)
    standing = serializers.ChoiceField(["active", "suspended"], required=False)


class OutcomeSerializer(serializers.Serializer[Any]):
    """How many people were created, linked to somebody known, changed, unchanged, suppressed or in conflict."""

    outcome = serializers.DictField(child=serializers.IntegerField())


class RosterView(APIView):
    """Merge up to 1000 people of one store into the data subjects. Repeating a call changes nothing."""

    authentication_classes = (RosterToken,)
    permission_classes = (IsCompany,)

    @extend_schema(
        request=PersonSerializer(many=True), responses=OutcomeSerializer, operation_id="merge_roster"
    )
    def post(self, request: Request, store: str) -> Response:
        """Answer 200 with counts, 400 with the number of the first line that cannot be used; then nothing is written."""
        if store not in current().stores:
            raise Http404
        if not isinstance(request.data, list):
            raise serializers.ValidationError(_("Send a list of people."))
        if len(request.data) > MOST:
            raise serializers.ValidationError(_("Send at most 1000 people in one call."))
        entries = []
        for number, line in enumerate(request.data):
            try:
                entries.append(entry_from(line))
            except BadEntry as error:
                raise serializers.ValidationError({"line": number, "detail": str(error)}) from error
        return Response({"outcome": merge_roster(store, entries=entries, actor=COMPANY)})
