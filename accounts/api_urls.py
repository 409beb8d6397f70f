"""Addresses of the accounts app's API."""

from django.urls import path

from accounts.api.disclosures import DisclosuresView
from accounts.api.roster import RosterView

urlpatterns = [
    path("disclosures", DisclosuresView.as_view(), name="api-disclosures"),
    path("roster/<slug:store>", RosterView.as_view(), name="api-roster"),
]
