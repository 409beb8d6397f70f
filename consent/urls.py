"""Addresses of the consent app."""

from django.urls import path

from consent.views import notices, policy

app_name = "consent"
urlpatterns = [
    path("policy/", policy.policy, name="policy"),
    path("policy/archive/", policy.archive, name="policy_archive"),
    path("policy/compare/", policy.compare, name="policy_compare"),
    path("policy/<int:number>/", policy.version, name="policy_version"),
    path("policy/<int:number>.md", policy.raw, name="policy_raw"),
    path("policy/seen/", notices.seen, name="notice_seen"),
]
