"""Copies of the person's data, for programs."""

from uuid import UUID

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actor import actor_for
from accounts.api.paging import ByTime
from accounts.owner import own_subject
from accounts.regimes.residence import regime_for
from exports.actions.again import ask_for_package, reissue_package
from exports.actions.packages import open_download
from exports.api.errors import require_fresh_sign_in
from exports.api.serializers import OnePackageSerializer, PackageSerializer
from exports.api.wishes import WishSerializer, wished
from exports.managers import PackageQuerySet
from exports.models import ExportPackage
from exports.views.owner import own_package
from exports.views.stream import archive_response


class NewestFirst(ByTime):
    """Pages of packages, newest first."""

    ordering = ("-created_at", "-pk")


class PackagesView(ListAPIView):
    """GET and POST /api/v1/packages."""

    serializer_class = PackageSerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> PackageQuerySet:
        """Return the person's own packages."""
        return ExportPackage.objects.filter(subject=own_subject(self.request))

    @extend_schema(request=WishSerializer, responses={202: PackageSerializer})
    def post(self, request: Request) -> Response:
        """Ask for a copy, of everything or of what is chosen; while the same is being made, that one is returned.

        While another is being made, the answer is 409. The same data again too soon is 429, with the date.
        """
        subject = own_subject(request)
        scope = wished(request.data, law=regime_for(subject.residence).key)
        package = ask_for_package(subject, actor=actor_for(request.user), scope=scope)
        return Response(PackageSerializer(package).data, status=202)


class PackageView(APIView):
    """GET /api/v1/packages/<ref>."""

    @extend_schema(responses=OnePackageSerializer)
    def get(self, request: Request, ref: UUID) -> Response:
        """Return one of the person's own packages."""
        return Response(OnePackageSerializer(own_package(request, ref)).data)


class PackageAgainView(APIView):
    """POST /api/v1/packages/<ref>/again."""

    @extend_schema(request=None, responses={202: PackageSerializer})
    def post(self, request: Request, ref: UUID) -> Response:
        """Ask once more for what a copy held that has expired, is used up or came to nothing. Too soon is 429, with the date."""
        package = reissue_package(own_package(request, ref), actor=actor_for(request.user))
        return Response(PackageSerializer(package).data, status=202)


class PackageFileView(APIView):
    """GET /api/v1/packages/<ref>/file."""

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, ref: UUID) -> HttpResponseBase:
        """Stream the archive, or the first file of a split one, whole or one range of it, to somebody who signed in just now."""
        return _stream(request, ref, 1)


class PackagePartView(APIView):
    """GET /api/v1/packages/<ref>/files/<part>."""

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, ref: UUID, part: int) -> HttpResponseBase:
        """Stream one file of the copy, whole or one range of it, to somebody who signed in just now."""
        return _stream(request, ref, part)


def _stream(request: Request, ref: UUID, part: int) -> HttpResponseBase:
    package = own_package(request, ref, part=part)
    require_fresh_sign_in(request)
    return archive_response(request, open_download(package, actor=actor_for(request.user), part=part))
