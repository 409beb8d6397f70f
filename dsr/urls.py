"""Addresses of the dsr app."""

from django.urls import include, path

from dsr import closing_views, views

requests = [
    path("close-account/", closing_views.close, name="close"),
    path("close-account/confirm/", closing_views.confirm, name="close_confirm"),
    path("close-account/done/", closing_views.closed, name="closed"),
    path("closing/", closing_views.closing, name="closing"),
    path("closing/cancel/<str:token>/", closing_views.cancel, name="cancel"),
    path("requests/", views.page, name="requests"),
    path("requests/<str:reference>/", views.page, name="request"),
    path("ask/", views.page, name="ask"),
    path("ask/<str:token>/", views.page, name="confirm"),
    path("track/", views.page, name="track"),
]
urlpatterns = [path("", include((requests, "dsr")))]
