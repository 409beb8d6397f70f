"""Addresses of the consent app."""

from django.urls import path

from consent.views import genuine, notices, policy, preferences, unsubscribe

app_name = "consent"
urlpatterns = [
    # The policy.
    path("policy/", policy.policy, name="policy"),
    path("policy/archive/", policy.archive, name="policy_archive"),
    path("policy/compare/", policy.compare, name="policy_compare"),
    path("policy/<int:number>/", policy.version, name="policy_version"),
    path("policy/<int:number>.md", policy.raw, name="policy_raw"),
    path("policy/seen/", notices.seen, name="notice_seen"),
    # Messages.
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/<str:mail_token>/", preferences.preferences_from_mail, name="preferences_from_mail"),
    # Mail programs post here and follow no redirect, so there is no slash to be added.
    path("unsubscribe/<str:token>", unsubscribe.unsubscribe, name="unsubscribe"),
    path("genuine/", genuine.genuine, name="genuine"),
    path("safe-mail/", genuine.safe_mail, name="safe_mail"),
]
