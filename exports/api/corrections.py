"""Corrections, for programs of the person."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actor import actor_for
from accounts.api.paging import ByTime
from accounts.owner import own_subject
from exports.actions.corrections import correct_own, refresh_values, request_correction
from exports.api.errors import ReadAnew, require_fresh_sign_in
from exports.api.serializers import CorrectableSerializer, CorrectionSerializer, NewCorrectionSerializer
from exports.correcting.fields import Entry
from exports.correcting.reading import entries_of
from exports.correcting.typed import BadValue, kind_of
from exports.correcting.words import facts_of, told
from exports.forms import OWN
from exports.managers import CorrectionQuerySet
from exports.models import Correction
from exports.views.owner import own_correction, own_entry


class NewestFirst(ByTime):
    """Pages of corrections, newest first."""

    ordering = ("-asked_at", "-pk")


class CorrectableView(APIView):
    """GET /api/v1/correctable."""

    @extend_schema(responses=CorrectableSerializer)
    def get(self, request: Request) -> Response:
        """Return the values the person may correct, to somebody who signed in just now; older ones are read again meanwhile."""
        require_fresh_sign_in(request)
        values = refresh_values(own_subject(request), actor=actor_for(request.user))
        entries = entries_of(values)
        data = {
            "reading": values.ref,
            "busy": values.reading,
            "read_at": values.read_at,
            "unavailable": values.unavailable,
            "entries": None if entries is None else [_entry(n, one) for n, one in enumerate(entries)],
        }
        return Response(CorrectableSerializer(data).data)


class CorrectionsView(ListAPIView):
    """GET and POST /api/v1/corrections."""

    serializer_class = CorrectionSerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> CorrectionQuerySet:
        """Return the person's own corrections."""
        return Correction.objects.of(own_subject(self.request)).select_related("subject")

    def paginate_queryset(self, queryset: Any) -> list[Any] | None:
        """Return one page of them in words."""
        page = super().paginate_queryset(queryset)
        return None if page is None else [facts_of(told(one)) for one in page]

    @extend_schema(request=NewCorrectionSerializer, responses={202: CorrectionSerializer})
    def post(self, request: Request) -> Response:
        """Correct one value; a worker writes it, unless it is the portal's own."""
        require_fresh_sign_in(request)
        given = NewCorrectionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        correction = _correct(request, given.validated_data)
        return Response(CorrectionSerializer(facts_of(told(correction))).data, status=202)


class CorrectionView(APIView):
    """GET /api/v1/corrections/<ref>."""

    @extend_schema(responses=CorrectionSerializer)
    def get(self, request: Request, ref: UUID) -> Response:
        """Return one of the person's own corrections."""
        return Response(CorrectionSerializer(facts_of(told(own_correction(request, ref)))).data)


def _correct(request: Request, given: dict[str, Any]) -> Correction:
    subject, actor = own_subject(request), actor_for(request.user)
    if "own" in given:
        form = OWN[given["own"]]({"value": given["value"]})
        if not form.is_valid():
            raise BadValue(form.errors["value"][0])
        return correct_own(subject, actor=actor, what=given["own"], value=form.cleaned_data["value"])
    entry = own_entry(subject, given["reading"], given["entry"])
    if entry is None:
        raise ReadAnew
    return request_correction(subject, actor=actor, entry=entry, value=given["value"])


def _entry(number: int, entry: Entry) -> dict[str, Any]:
    return {
        "entry": number,
        "label": entry.label,
        "group": entry.group,
        "category": entry.category,
        "kind": kind_of(entry.kind),
        "options": list(entry.kind.options),
        "may_be_empty": entry.kind.nullable,
        "value": entry.value,
    }
