"""Addresses of the accounts app's API."""

from django.urls import path

from accounts.api.roster import RosterView

urlpatterns = [
    path("roster/<slug:store>", RosterView.as_view(), name="api-roster"),
]
