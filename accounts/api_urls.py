"""Addresses of the accounts app's API."""

from django.urls import path

from accounts.api.contacts import ContactsView, ContactView
from accounts.api.disclosures import DisclosuresView
from accounts.api.roster import RosterView

urlpatterns = [
    path("contacts", ContactsView.as_view(), name="api-contacts"),
    path("contacts/<str:contact>", ContactView.as_view(), name="api-contact"),
    path("disclosures", DisclosuresView.as_view(), name="api-disclosures"),
    path("roster/<slug:store>", RosterView.as_view(), name="api-roster"),
]
