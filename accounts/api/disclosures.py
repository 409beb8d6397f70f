"""Disclosures by API: the company's systems report them, their person reads them."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.generics import ListAPIView
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from accounts.actions.disclosures import record_disclosures
from accounts.api.paging import ByTime
from accounts.api.refusals import refusals
from accounts.api.service_keys import ServiceKeyAuthentication, has_scope
from accounts.datamap.current import current
from accounts.disclosures.shown import shown
from accounts.models import Disclosure
from accounts.models.disclosure import DisclosureQuerySet
from accounts.owner import own_subject
from accounts.regimes.disclosing import DISCLOSURE_GROUNDS

MOST = 1000
"""Entries in one call; more are refused, so that a call stays a short transaction."""


class ReportedDisclosureSerializer(serializers.Serializer[Any]):
    """One disclosure. Name the person by `platform_id` (with `store` where there are several) or by `email`."""

    id = serializers.CharField(
        max_length=80, help_text="Your own number of the entry: sending it again records nothing new."
    )
    platform_id = serializers.CharField(required=False)
    store = serializers.CharField(required=False, help_text="Store of the data map whose number it is.")
    email = serializers.EmailField(required=False)
    recipient = serializers.CharField(help_text="Key of a recipient in the data map.")
    category = serializers.CharField(help_text="Key of a category in the data map.")
    ground = serializers.ChoiceField(sorted(DISCLOSURE_GROUNDS))
    disclosed_at = serializers.CharField(help_text="Date or time, as 2026-03-31 or 2026-03-31T10:20:00Z.")
    withheld_until = serializers.DateField(
        required=False, help_text="Last day on which a law or an order forbids telling the person."
    )


class LineErrorSerializer(serializers.Serializer[Any]):
    """Why one line was not taken. `line` counts from 0."""

    line = serializers.IntegerField()
    id = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class RecordedSerializer(serializers.Serializer[Any]):
    """How many entries were recorded, unchanged or changed, how many are not as the data map says, and what was not taken."""

    outcome = serializers.DictField(child=serializers.IntegerField())
    errors = LineErrorSerializer(many=True)


class OwnDisclosureSerializer(serializers.Serializer[Any]):
    """Who received the person's data, what, when and on which ground."""

    disclosed_at = serializers.DateTimeField()
    recipient = serializers.CharField(source="recipient_name")
    country = serializers.CharField(source="recipient.country", default="")
    category = serializers.CharField(source="category_name")
    ground = serializers.CharField(source="row.ground")
    ground_name = serializers.CharField(source="why")
    law = serializers.CharField(source="ground.law", default="")


class Latest(ByTime):
    """Pages of disclosures, the latest first."""

    ordering = ("-disclosed_at", "-pk")


class DisclosuresView(ListAPIView[Disclosure]):
    """GET and POST /api/v1/disclosures."""

    pagination_class = Latest
    serializer_class = OwnDisclosureSerializer

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Return people's ways in, and systems' keys."""
        return [ServiceKeyAuthentication(), *(one() for one in api_settings.DEFAULT_AUTHENTICATION_CLASSES)]

    def get_permissions(self) -> list[BasePermission]:
        """Return that only systems with a key for it report, and only people read."""
        if self.request is not None and self.request.method == "POST":
            return [has_scope("disclosures")()]
        return [one() for one in api_settings.DEFAULT_PERMISSION_CLASSES]

    def get_queryset(self) -> DisclosureQuerySet:
        """Return what the person may know of."""
        return Disclosure.objects.told_to(own_subject(self.request))

    def paginate_queryset(self, queryset: Any) -> Any:
        """Return the page in words."""
        return list(shown(super().paginate_queryset(queryset) or [], current()))

    @extend_schema(
        request=ReportedDisclosureSerializer(many=True),
        responses={200: RecordedSerializer, **refusals()},
        operation_id="record_disclosures",
    )
    def post(self, request: Request) -> Response:
        """Answer 200 with counts and the lines that could not be taken; the others are recorded. Repeating a call is safe."""
        if not isinstance(request.data, list):
            raise serializers.ValidationError({"detail": _("Send a list of entries.")}, code="not_a_list")
        if len(request.data) > MOST:
            raise serializers.ValidationError(
                {"detail": _("Send at most 1000 entries in one call.")}, code="too_many_lines"
            )
        done = record_disclosures(request.data, sender=request.auth.name, actor=request.auth.actor)
        return Response({"outcome": done.counts, "errors": [asdict(error) for error in done.errors]})
