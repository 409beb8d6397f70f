"""The promises for programs."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from dsr.api.intake import PublicView
from dsr.promises.promise import Status
from dsr.promises.report import Line, report


class PromiseSerializer(serializers.Serializer[Line]):
    """One promise: what it says, what carries it out, what is missing, which tests prove it, what the evidence says."""

    id = serializers.CharField(source="promise.id")
    promise = serializers.CharField(source="promise.says")
    status = serializers.ChoiceField([s.value for s in Status], source="promise.status")
    mechanism = serializers.CharField(source="promise.how")
    missing = serializers.CharField(source="promise.missing")
    tests = serializers.ListField(child=serializers.CharField())
    evidence = serializers.CharField(source="words", allow_null=True)
    numbers = serializers.DictField()


class PromisesSerializer(serializers.Serializer[Any]):
    """Every promise, how many stand how, and when the evidence was asked for."""

    as_of = serializers.DateTimeField()
    totals = serializers.DictField(child=serializers.IntegerField())
    promises = PromiseSerializer(many=True, source="lines")


class PromisesView(PublicView):
    """GET /api/v1/promises/."""

    @extend_schema(responses=PromisesSerializer)
    def get(self, request: Request) -> Response:
        """Return every promise. The numbers are of the whole company and protect small ones; nobody has to sign in."""
        return Response(PromisesSerializer(report()).data)
