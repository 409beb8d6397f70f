"""Addresses of the exports app's API."""

from django.urls import path

from exports.api.holdings import HoldingsView
from exports.api.packages import PackageFileView, PackagesView, PackageView

urlpatterns = [
    path("holdings", HoldingsView.as_view(), name="api-holdings"),
    path("packages", PackagesView.as_view(), name="api-packages"),
    path("packages/<uuid:ref>", PackageView.as_view(), name="api-package"),
    path("packages/<uuid:ref>/file", PackageFileView.as_view(), name="api-package-file"),
]
