"""Who may call the bulk API: the company's own systems, each with a key of its own.

A view that they call says so in two lines:

    authentication_classes = (ServiceKeyAuthentication,)
    permission_classes = (has_scope("roster"),)

`request.auth` is then the ServiceKey, and `request.auth.actor` who acts.
"""

from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.actions.service_keys import KeyNotValid, use_service_key
from accounts.actor import Actor
from accounts.models import ServiceKey
from accounts.rate_limits import place_of


class ServiceKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer candor_…`: a system of the company, never a person."""

    def authenticate(self, request: Request) -> tuple[None, ServiceKey] | None:
        """Return the key as the caller. Raise AuthenticationFailed for a wrong one, and what `use_service_key` raises else."""
        scheme, _space, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        try:
            key = use_service_key(
                token.decode("latin-1"), place=place_of(request), actor=Actor("api", "service-key")
            )
        except KeyNotValid as error:
            raise AuthenticationFailed(error.message, code=error.code) from error
        return None, key

    def authenticate_header(self, request: Request) -> str:
        """Return what the caller must send."""
        return "Bearer"


class ServiceKeyScheme(OpenApiAuthenticationExtension):
    """Says in the published description of the API how the key is sent."""

    target_class = ServiceKeyAuthentication
    name = "serviceKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the description."""
        return {"type": "http", "scheme": "bearer", "description": "A service key, issued by staff."}


@cache
def has_scope(scope: str) -> type[BasePermission]:
    """Return the permission that a service key with this scope has, and nobody else."""
    wanted = ServiceKey.Scope(scope)

    class HasScope(BasePermission):
        """Only systems whose key may do this."""

        def has_permission(self, request: Request, view: APIView) -> bool:
            """Return whether the caller's key has the scope."""
            return isinstance(request.auth, ServiceKey) and wanted in request.auth.scopes

    return HasScope
