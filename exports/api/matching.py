"""Matching by API: the company's own systems ask whether somebody is who they say."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.service_keys import ServiceKeyAuthentication, has_scope
from accounts.matching.points import LONGEST, POINTS
from exports.actions.matching import ask_match
from exports.models import MatchQuestion

KINDS = ("email", "phone")
"""By what somebody is found. Account numbers of two stores could be two people's."""


class AskedMatchSerializer(serializers.Serializer[Any]):
    """By what somebody is found, and what is claimed of them: two details at least, beside the one they are found by."""

    kind = serializers.ChoiceField(KINDS)
    value = serializers.CharField(max_length=254)
    points = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST),
        help_text="Details by name: " + ", ".join(POINTS) + ". The one somebody is found by does not count.",
    )
    region = serializers.CharField(
        max_length=2,
        required=False,
        default="",
        help_text="ISO 3166 country in whose way numbers and dates are written.",
    )

    def validate_points(self, points: dict[str, str]) -> dict[str, str]:
        """Want details that can be compared, and more than one: a single one can be guessed."""
        unknown = sorted(set(points) - set(POINTS))
        if unknown:
            raise serializers.ValidationError(
                _("Unknown: %(names)s. Known are %(known)s.")
                % {"names": ", ".join(unknown), "known": ", ".join(POINTS)}
            )
        return points

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want two details beside the one somebody is found by."""
        if len(set(attrs["points"]) - {attrs["kind"]}) < 2:
            raise serializers.ValidationError({"points": _("Give two details at least.")})
        return attrs


class MatchSerializer(serializers.ModelSerializer[MatchQuestion]):
    """The answer, of one shape whoever was asked about.

    `claimed` and `comparable` follow from the question and the data map alone. `degree` is none, reasonable (two details agree) or
    high (three); none also says that nobody is known, and which of the two it is, is not said.
    """

    state = serializers.CharField(source="answer_state", help_text="waiting, answered or failed")

    class Meta:
        model = MatchQuestion
        fields = ("ref", "state", "claimed", "comparable", "degree", "asked_at")


class MatchesView(APIView):
    """POST /api/v1/match."""

    authentication_classes = (ServiceKeyAuthentication,)
    permission_classes = (has_scope("matching"),)

    @extend_schema(request=AskedMatchSerializer, responses={202: MatchSerializer}, operation_id="ask_match")
    def post(self, request: Request) -> Response:
        """Ask; answer 202 with the reference to poll, always alike. A worker compares."""
        given = AskedMatchSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        question = ask_match(
            request.auth,
            identifier=(asked["kind"], asked["value"]),
            points=asked["points"],
            region=asked["region"],
            actor=request.auth.actor,
        )
        return Response(MatchSerializer(question).data, status=202)


class MatchView(APIView):
    """GET /api/v1/match/<ref>."""

    authentication_classes = (ServiceKeyAuthentication,)
    permission_classes = (has_scope("matching"),)

    @extend_schema(responses=MatchSerializer, operation_id="match_answer")
    def get(self, request: Request, ref: UUID) -> Response:
        """Return the answer to one of the caller's own questions; it is forgotten within the hour."""
        return Response(
            MatchSerializer(get_object_or_404(MatchQuestion, caller=request.auth.ref, ref=ref)).data
        )
