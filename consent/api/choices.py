"""The person's choices, for programs."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actor import actor_for
from accounts.api.paging import ByNumber
from accounts.owner import own_subject
from consent.actions.sale import record_answers
from consent.api.choice_serializers import AnswerSerializer, ChoicesSerializer, EntrySerializer
from consent.choices import Choice
from consent.limits import count_allowing
from consent.managers import ChoiceQuerySet
from consent.models import ConsentRecord
from consent.owner import own_holder, refs_of
from consent.receipts import receipt_of
from consent.standing import selling_purposes, standings_of


class NewestFirst(ByNumber):
    """Pages of the ledger, the newest entry first."""

    ordering = ("-sequence",)


class ChoicesView(APIView):
    """GET, POST and PATCH /api/v1/choices."""

    @extend_schema(responses=ChoicesSerializer)
    def get(self, request: Request) -> Response:
        """Return everything that can be chosen, with its words, the answer in force and the reason."""
        return self._all(request)

    @extend_schema(request=AnswerSerializer(many=True), responses=ChoicesSerializer)
    def post(self, request: Request) -> Response:
        """Record answers, all or none; what is in force already adds nothing. Return how everything stands then."""
        given = AnswerSerializer(data=request.data, many=True, allow_empty=False, max_length=100)
        given.is_valid(raise_exception=True)
        choices = [Choice(**answer) for answer in given.validated_data]
        holder = own_holder(request)
        count_allowing(holder, choices)
        record_answers(
            holder,
            actor=actor_for(request.user),
            choices=choices,
            method=ConsentRecord.Method.API,
        )
        return self._all(request)

    @extend_schema(request=AnswerSerializer(many=True), responses=ChoicesSerializer)
    def patch(self, request: Request) -> Response:
        """Do the same as POST, for programs that change part of what is there."""
        return self.post(request)

    def _all(self, request: Request) -> Response:
        shown = {
            "signal": request.privacy_signal,
            "sells_or_shares": bool(selling_purposes()),
            "choices": standings_of(own_holder(request).ref),
        }
        return Response(ChoicesSerializer(shown).data)


class HistoryView(ListAPIView[ConsentRecord]):
    """GET /api/v1/choices/history."""

    serializer_class = EntrySerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> ChoiceQuerySet:
        """Return the person's own entries."""
        return ConsentRecord.objects.filter(holder__in=refs_of(own_subject(self.request)))


class ReceiptView(APIView):
    """GET /api/v1/choices/receipts/<ref>."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, ref: UUID) -> Response:
        """Return the signed receipt of one of the person's own entries."""
        mine: Any = ConsentRecord.objects.filter(holder__in=refs_of(own_subject(request)))
        return Response(receipt_of(get_object_or_404(mine, ref=ref)))
