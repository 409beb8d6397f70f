"""The contacts that connected services brought, for programs of their person."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actions.providers import NoSuchContact, remove_contact
from accounts.actor import actor_for
from accounts.owner import own_subject
from accounts.social.contacts import contacts_of


class ContactSerializer(serializers.Serializer[Any]):
    """One contact. `id` is a number of the portal's own, from which nothing can be read."""

    id = serializers.CharField()
    service = serializers.CharField()
    name = serializers.CharField()


class Pages(PageNumberPagination):
    """Pages of contacts."""

    page_size = 100


class ContactsView(APIView):
    """GET /api/v1/contacts."""

    @extend_schema(responses=ContactSerializer(many=True), operation_id="list_contacts")
    def get(self, request: Request) -> Response:
        """Return the contacts that the person's connected services brought, a hundred at a time."""
        own_subject(request)
        found = [
            {"id": contact.number, "service": grant.provider, "name": contact.name}
            for grant in request.user.provider_grants.order_by("provider", "pk")
            for contact in contacts_of(grant)
        ]
        pages = Pages()
        page = pages.paginate_queryset(found, request, view=self)  # type: ignore[arg-type]
        return pages.get_paginated_response(ContactSerializer(page, many=True).data)


class ContactView(APIView):
    """DELETE /api/v1/contacts/ID."""

    @extend_schema(responses={204: None}, operation_id="remove_contact")
    def delete(self, request: Request, contact: str) -> Response:
        """Remove one contact; it stays away when its service tells it again. Answer 404 for one that is not here."""
        own_subject(request)
        try:
            remove_contact(request.user, contact=contact, actor=actor_for(request.user))
        except NoSuchContact as error:
            raise Http404 from error
        return Response(status=204)
