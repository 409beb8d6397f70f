"""Addresses of the consent app's API."""

from django.urls import path

from consent.api.policy import NoticeSeenView, NoticesView, PolicyView

urlpatterns = [
    path("policy", PolicyView.as_view(), name="api-policy"),
    path("notices", NoticesView.as_view(), name="api-notices"),
    path("notices/<uuid:ref>/seen", NoticeSeenView.as_view(), name="api-notice-seen"),
]
