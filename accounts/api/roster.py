"""The roster by API: the company's systems say who their people are."""

from typing import Any

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actions.roster import merge_roster
from accounts.api.refusals import BadLinesSerializer, refusals
from accounts.api.service_keys import ServiceKeyAuthentication, has_scope
from accounts.datamap.current import current
from accounts.roster.entries import LONGEST, MOST_OF_A_KIND, BadEntry, entry_from

MOST = 1000
"""People in one call; more are refused, so that a call stays a short transaction."""


def _one_or_some(kind: str) -> serializers.JSONField:
    """Return the field of an identifier: one value, or a list of a few."""
    value = {"type": "string", "maxLength": LONGEST[kind]} | ({"format": "email"} if kind == "email" else {})
    described = {"oneOf": [value, {"type": "array", "maxItems": MOST_OF_A_KIND, "items": value}]}
    made = extend_schema_field(described)(type(f"{kind.title()}Field", (serializers.JSONField,), {}))
    field: serializers.JSONField = made(required=False)
    return field


class PersonSerializer(serializers.Serializer[Any]):
    """One person. Give only addresses the company has verified."""

    platform_id = serializers.CharField(max_length=LONGEST["platform_id"])
    email = _one_or_some("email")
    phone = _one_or_some("phone")
    username = _one_or_some("username")
    device_id = _one_or_some("device_id")
    cookie_id = _one_or_some("cookie_id")
    residence = serializers.CharField(
        required=False, max_length=LONGEST["residence"], help_text="ISO 3166 code, as DE or US-CA."
    )
    language = serializers.CharField(required=False, max_length=LONGEST["language"])
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
        request=PersonSerializer(many=True),
        responses={200: OutcomeSerializer, **refusals(BadLinesSerializer)},
        operation_id="merge_roster",
    )
    def post(self, request: Request, store: str) -> Response:
        """Answer 200 with counts, 400 with every line that cannot be used; then nothing is written."""
        if store not in current().stores:
            raise Http404
        if not isinstance(request.data, list):
            return _refused("not_a_list", _("Send a list of people."))
        if len(request.data) > MOST:
            return _refused("too_many_lines", _("Send at most 1000 people in one call."))
        entries, errors = [], []
        for number, line in enumerate(request.data):
            try:
                entries.append(entry_from(line))
            except BadEntry as error:
                errors.append({"line": number, "detail": str(error)})
        if errors:
            return _refused("bad_lines", _("Nothing was written: some lines cannot be used."), errors=errors)
        return Response({"outcome": merge_roster(store, entries=entries, actor=request.auth.actor)})


def _refused(code: str, detail: str | Promise, **more: Any) -> Response:
    return Response({"code": code, "detail": str(detail), **more}, status=400)
