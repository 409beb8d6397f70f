"""Addresses of the exports app."""

from django.urls import include, path

from exports.views.holdings import holdings
from exports.views.packages import file, package, packages

pages = [
    path("your-data/", holdings, name="holdings"),
    path("downloads/", packages, name="packages"),
    path("downloads/<uuid:ref>/", package, name="package"),
    path("downloads/<uuid:ref>/file", file, name="download"),
]
urlpatterns = [path("", include((pages, "exports")))]
