"""Addresses of the exports app's API."""

from django.urls import path

from exports.api.checking import ValueChecksView, ValueCheckView
from exports.api.corrections import CorrectableView, CorrectionsView, CorrectionView
from exports.api.holdings import HoldingsView
from exports.api.matching import MatchesView, MatchView
from exports.api.packages import PackageAgainView, PackageFileView, PackagePartView, PackagesView, PackageView

urlpatterns = [
    path("correctable", CorrectableView.as_view(), name="api-correctable"),
    path("corrections", CorrectionsView.as_view(), name="api-corrections"),
    path("corrections/<uuid:ref>", CorrectionView.as_view(), name="api-correction"),
    path("value-checks", ValueChecksView.as_view(), name="api-value-checks"),
    path("value-checks/<uuid:ref>", ValueCheckView.as_view(), name="api-value-check"),
    path("holdings", HoldingsView.as_view(), name="api-holdings"),
    path("match", MatchesView.as_view(), name="api-matches"),
    path("match/<uuid:ref>", MatchView.as_view(), name="api-match"),
    path("packages", PackagesView.as_view(), name="api-packages"),
    path("packages/<uuid:ref>", PackageView.as_view(), name="api-package"),
    path("packages/<uuid:ref>/again", PackageAgainView.as_view(), name="api-package-again"),
    path("packages/<uuid:ref>/file", PackageFileView.as_view(), name="api-package-file"),
    path("packages/<uuid:ref>/files/<int:part>", PackagePartView.as_view(), name="api-package-part"),
]
