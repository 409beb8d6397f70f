"""May data of these people be used for this purpose? Asked by the company's systems, before they use it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.service_keys import ServiceKeyAuthentication, has_scope
from accounts.datamap.current import current
from accounts.disclosures.people import locate_people
from accounts.models import DataSubject
from consent.processing import PERMITTING, with_use

MOST = 1000
"""People in one call; more are refused, so that a call stays a short transaction."""
UNKNOWN = "nobody_known"
"""The answer about whoever is unknown, erased, or not one person; which of these it is, is not told."""


class AskedPersonSerializer(serializers.Serializer[Any]):
    """One person, by the number a store of the data map gave them or by an address."""

    store = serializers.CharField(required=False, help_text="Store of the data map whose number it is.")
    platform_id = serializers.CharField(required=False)
    email = serializers.EmailField(required=False)

    def validate(self, attrs: Any) -> Any:
        """Refuse whoever is not named in exactly one way, and a store that the data map does not have."""
        number = "platform_id" in attrs
        if number == ("email" in attrs) or number != ("store" in attrs):
            raise serializers.ValidationError(_("Name the person by store and platform_id, or by email."))
        if number and attrs["store"] not in current().stores:
            raise serializers.ValidationError(_("The data map has no such store."))
        return attrs

    @staticmethod
    def named(person: Any) -> tuple[str, str, str]:
        """Return the kind, the store and the value by which somebody is looked up."""
        if "email" in person:
            return "email", "", person["email"]
        return "platform_id", person["store"], person["platform_id"]


class QuestionSerializer(serializers.Serializer[Any]):
    """A purpose, and the people."""

    purpose = serializers.CharField(help_text="Key of a purpose in the data map.")
    people = AskedPersonSerializer(many=True)

    def validate_purpose(self, key: str) -> str:
        """Refuse a purpose that the data map does not have: nothing may be done for it."""
        if key not in current().purposes:
            raise serializers.ValidationError(_("The data map has no such purpose."))
        return key

    def validate_people(self, people: Any) -> Any:
        """Refuse more people than one call may ask about."""
        if len(people) > MOST:
            raise serializers.ValidationError(_("Ask about at most 1000 people in one call."))
        return people


class UseSerializer(serializers.Serializer[Any]):
    """The answer about one person."""

    allowed = serializers.BooleanField()
    reason = serializers.CharField()


class ProcessingAllowedView(APIView):
    """POST /api/v1/processing-allowed. Nothing personal stands in the address, and nothing is kept of a question."""

    authentication_classes = (ServiceKeyAuthentication,)
    permission_classes = (has_scope("processing"),)

    @extend_schema(
        request=QuestionSerializer, responses=UseSerializer(many=True), operation_id="processing_allowed"
    )
    def post(self, request: Request) -> Response:
        """Answer about each person in the order in which they were named. An answer holds for now: ask again before the next use."""
        asked = QuestionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        named = [AskedPersonSerializer.named(one) for one in asked.validated_data["people"]]
        # Nobody is locked: an answer holds for now, and a question waits for nobody's erasure.
        found = locate_people(set(named))
        numbers = {one: people.pop() for one, people in found.items() if len(people) == 1}
        purpose = current().purposes[asked.validated_data["purpose"]]
        people = with_use(DataSubject.objects.filter(pk__in=set(numbers.values())), purpose)
        reasons = dict(people.values_list("pk", "use_reason"))
        answers = [reasons.get(numbers.get(one, 0), UNKNOWN) for one in named]
        return Response([{"allowed": reason in PERMITTING, "reason": reason} for reason in answers])
