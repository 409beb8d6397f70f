"""The roster by API: the company's systems say who their people are."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actions.roster import merge_roster
from accounts.api.service_keys import ServiceKeyAuthentication, has_scope
from accounts.datamap.current import current
from accounts.roster.entries import BadEntry, entry_from

MOST = 1000
"""People in one call; more are refused, so that a call stays a short transaction."""


class PersonSerializer(serializers.Serializer[Any]):
    """One person. Give only addresses the company has verified."""

    platform_id = serializers.CharField()
    email = serializers.EmailField(required=False)
    phone = serializers.CharField(required=False)
    username = serializers.CharField(required=False)
    residence = serializers.CharField(required=False, help_text="ISO 3166 code, as DE or US-CA.")
    language = serializers.CharField(required=False)
    standing = serializers.ChoiceField(
        ["active", "suspended", "contact"],
        required=False,
        help_text="contact: somebody only others named, such as the recipient of a gift, with an address that is known to be theirs.",
    )


class OutcomeSerializer(serializers.Serializer[Any]):
    """How many people were created, linked to somebody known, changed, unchanged, suppressed or in conflict."""

    outcome = serializers.DictField(child=serializers.IntegerField())


class RosterView(APIView):
    """Merge up to 1000 people of one store into the data subjects. Repeating a call changes nothing."""

    authentication_classes = (ServiceKeyAuthentication,)
    permission_classes = (has_scope("roster"),)

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
        return Response({"outcome": merge_roster(store, entries=entries, actor=request.auth.actor)})
