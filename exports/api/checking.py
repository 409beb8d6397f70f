"""Checks of values that are not shown, for programs of the person."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actor import actor_for
from accounts.datamap.current import current
from accounts.owner import own_subject
from exports.actions.checking import check_value
from exports.api.errors import require_fresh_sign_in
from exports.api.serializers import CheckablePlaceSerializer, NewValueCheckSerializer, ValueCheckSerializer
from exports.correcting.fields import checkable, name_of
from exports.models import ValueCheck


class ValueChecksView(APIView):
    """GET and POST /api/v1/value-checks."""

    @extend_schema(responses=CheckablePlaceSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Return what may be checked."""
        own_subject(request)
        places = [
            {"store": store.key, "table": table.table, "column": column, "label": name_of(table, column)}
            for store, table, column in checkable(current())
        ]
        return Response(CheckablePlaceSerializer(places, many=True).data)

    @extend_schema(request=NewValueCheckSerializer, responses={202: ValueCheckSerializer})
    def post(self, request: Request) -> Response:
        """Ask whether a value is the one that is held; a worker answers yes or no."""
        require_fresh_sign_in(request)
        given = NewValueCheckSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        asked = check_value(own_subject(request), actor=actor_for(request.user), **given.validated_data)
        return Response(ValueCheckSerializer(asked).data, status=202)


class ValueCheckView(APIView):
    """GET /api/v1/value-checks/<ref>."""

    @extend_schema(responses=ValueCheckSerializer)
    def get(self, request: Request, ref: UUID) -> Response:
        """Return the answer to one of the person's own questions; it is forgotten after a day."""
        asked = get_object_or_404(ValueCheck, subject=own_subject(request), ref=ref)
        return Response(ValueCheckSerializer(asked).data)
