"""Addresses of the accounts app."""

from django.urls import path

from accounts.views import (
    alerts,
    confirm,
    connections,
    disclosures,
    handoff,
    provider_calls,
    settings,
    signing_key,
)

app_name = "accounts"
urlpatterns = [
    path("settings/", settings.settings, name="settings"),
    path("disclosures/", disclosures.disclosures, name="disclosures"),
    path("settings/confirm/", confirm.confirm, name="confirm"),
    path("settings/browsers/end-others/", settings.end_others, name="end_other_sessions"),
    path("settings/browsers/<int:pk>/end/", settings.end_one, name="end_session"),
    path("settings/services/<int:pk>/disconnect/", connections.disconnect, name="disconnect"),
    path("settings/services/<int:pk>/contacts/", connections.contacts, name="contacts"),
    path("handoff/", handoff.handoff, name="handoff"),
    path("services/facebook/deletion/", provider_calls.facebook_deletion, name="facebook_deletion"),
    path("services/facebook/deauthorize/", provider_calls.facebook_deauthorize, name="facebook_deauthorize"),
    path("services/deletion/<str:code>/", provider_calls.deletion_status, name="provider_deletion"),
    path("services/apple/notifications/", provider_calls.apple_notifications, name="apple_notifications"),
    path("signing-key", signing_key.signing_key, name="signing_key"),
    path(".well-known/candor-signing-keys.json", signing_key.signing_keys, name="signing_keys"),
    path("alert/<str:token>/", alerts.not_me, name="not_me"),
]
