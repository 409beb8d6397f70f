"""Addresses of the accounts app."""

from django.urls import path

from accounts.views import alerts, confirm, connections, handoff, settings

app_name = "accounts"
urlpatterns = [
    path("settings/", settings.settings, name="settings"),
    path("settings/confirm/", confirm.confirm, name="confirm"),
    path("settings/browsers/end-others/", settings.end_others, name="end_other_sessions"),
    path("settings/browsers/<int:pk>/end/", settings.end_one, name="end_session"),
    path("settings/services/<int:pk>/disconnect/", connections.disconnect, name="disconnect"),
    path("handoff/", handoff.handoff, name="handoff"),
    path("alert/<str:token>/", alerts.not_me, name="not_me"),
]
