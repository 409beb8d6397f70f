"""Addresses of the dsr app."""

from django.urls import include, path

from dsr import views

requests = [
    path("requests/", views.page, name="requests"),
    path("requests/<str:reference>/", views.page, name="request"),
    path("ask/", views.page, name="ask"),
    path("ask/<str:token>/", views.page, name="confirm"),
    path("track/", views.page, name="track"),
]
urlpatterns = [path("", include((requests, "dsr")))]
