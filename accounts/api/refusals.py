"""What calls of the company's systems are refused with, for the published description of the API."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers


class RefusalSerializer(serializers.Serializer[Any]):
    """A refusal. The code never changes; the sentence may."""

    code = serializers.CharField()
    detail = serializers.CharField()


class BadLineSerializer(serializers.Serializer[Any]):
    """Why one line cannot be used. `line` counts from 0; no value is repeated."""

    line = serializers.IntegerField()
    detail = serializers.CharField()


class BadLinesSerializer(RefusalSerializer):
    """Nothing was written. `errors` are the lines that cannot be used; it is missing where the body as a whole cannot be."""

    errors = BadLineSerializer(many=True, required=False)


def refusals(bad: type[serializers.Serializer[Any]] = RefusalSerializer) -> dict[int, OpenApiResponse]:
    """Return the answers other than 200 of a call with a service key, by status."""
    said = {
        400: "What was sent cannot be used.",
        401: "The key is missing or wrong.",
        403: "The key may not do this.",
        404: "The data map has no such store.",
        413: "The body is larger than one call may send.",
        429: "Too many calls in a short time.",
    }
    return {
        status: OpenApiResponse(bad if status == 400 else RefusalSerializer, description=why)
        for status, why in said.items()
    }
