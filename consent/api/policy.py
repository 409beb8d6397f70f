"""The policy and the notices about it, for programs."""

from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actor import actor_for
from accounts.api.paging import ByTime
from accounts.clock import today
from accounts.owner import own_subject
from consent.actions.notices import mark_seen
from consent.api.policy_serializers import NoticeSerializer, PolicySerializer
from consent.managers import NoticeQuerySet
from consent.models import Notice
from consent.policy.archive import Archive


class PolicyView(APIView):
    """GET /api/v1/policy: for everybody, signed in or not."""

    permission_classes = [AllowAny]
    authentication_classes = []

    @extend_schema(responses=PolicySerializer, auth=[])
    def get(self, request: Request) -> Response:
        """Return the version in force, those announced, and every version with its fingerprint and addresses."""
        archive = Archive.on(today())
        versions = {
            one.number: {"version": one, "state": archive.state(one), "until": archive.last_day(one)}
            for one in archive.versions
        }
        current = archive.in_force
        data = {
            "in_force": versions[current.number] if current else None,
            "upcoming": [versions[one.number] for one in archive.upcoming],
            "archive": list(versions.values()),
        }
        response = Response(PolicySerializer(data).data)
        response["Cache-Control"] = "public, max-age=300"
        return response


class NewestFirst(ByTime):
    """Pages of notices, newest first."""

    ordering = ("-planned_at", "-pk")


class NoticesView(ListAPIView):
    """GET /api/v1/notices."""

    serializer_class = NoticeSerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> NoticeQuerySet:
        """Return the person's own notices about policies."""
        return Notice.objects.to(own_subject(self.request).pk).select_related(
            "campaign__policy_version", "delivery"
        )


class NoticeSeenView(APIView):
    """POST /api/v1/notices/<ref>/seen."""

    @extend_schema(request=None, responses=NoticeSerializer)
    def post(self, request: Request, ref: UUID) -> Response:
        """Mark one of the person's own notices as seen; the first time counts."""
        subject = own_subject(request)
        own = Notice.objects.to(subject.pk).filter(campaign__ref=ref)
        notice = own.select_related("campaign__policy_version", "delivery").first()
        if notice is None:
            raise Http404
        if mark_seen(subject, actor=actor_for(request.user), campaigns=[notice.campaign_id]):
            notice.refresh_from_db(fields=["seen_at"])
        return Response(NoticeSerializer(notice).data)
