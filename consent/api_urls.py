"""Addresses of the consent app's API."""

from django.urls import path

from consent.api.choices import ChoicesView, HistoryView, ReceiptView
from consent.api.policy import NoticeSeenView, NoticesView, PolicyView
from consent.api.processing import ProcessingAllowedView

urlpatterns = [
    path("choices", ChoicesView.as_view(), name="api-choices"),
    path("choices/history", HistoryView.as_view(), name="api-choices-history"),
    path("choices/receipts/<uuid:ref>", ReceiptView.as_view(), name="api-choices-receipt"),
    path("processing-allowed", ProcessingAllowedView.as_view(), name="api-processing-allowed"),
    path("policy", PolicyView.as_view(), name="api-policy"),
    path("notices", NoticesView.as_view(), name="api-notices"),
    path("notices/<uuid:ref>/seen", NoticeSeenView.as_view(), name="api-notice-seen"),
]
