"""Addresses of the dsr app's API."""

from django.urls import path

from dsr.api.intake import ConfirmView, IntakeView
from dsr.api.promises import PromisesView
from dsr.api.requests import RequestsView, RequestView, RevokeView

urlpatterns = [
    path("intake", IntakeView.as_view(), name="api-intake"),
    path("intake/confirm", ConfirmView.as_view(), name="api-intake-confirm"),
    path("promises/", PromisesView.as_view(), name="api-promises"),
    path("requests", RequestsView.as_view(), name="api-requests"),
    path("requests/<str:reference>", RequestView.as_view(), name="api-request"),
    path("requests/<str:reference>/revoke", RevokeView.as_view(), name="api-request-revoke"),
]
