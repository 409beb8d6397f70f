"""Addresses of the API; every app mounts its own here."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("schema", SpectacularAPIView.as_view(), name="api-schema"),
    path("", include("accounts.api_urls")),
    path("", include("exports.api_urls")),
    path("", include("dsr.api_urls")),
    path("", include("consent.api_urls")),
]
