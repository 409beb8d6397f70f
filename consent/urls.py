"""Addresses of the consent app."""

from django.urls import path

from consent.views import (
    browser,
    browser_state,
    choices,
    genuine,
    history,
    notices,
    policy,
    preferences,
    register,
    unsubscribe,
    wellknown,
)

app_name = "consent"
urlpatterns = [
    # Policy and notices.
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
    # Choices.
    path(".well-known/gpc.json", wellknown.gpc, name="gpc"),
    path("choices/", choices.choices, name="choices"),
    path("choices/browser/", browser.browser, name="browser"),
    path("choices/browser.json", browser_state.browser_state, name="browser_state"),
    path("choices/cookies/", register.cookies, name="cookies"),
    path("choices/history/", history.history, name="history"),
    path("choices/receipts/<uuid:ref>.json", history.receipt, name="receipt"),
    path("choices/record/", choices.choose, name="choose"),
    path("choices/sale/opt-out/", choices.opt_out, name="opt_out"),
    path("choices/sale/opt-in/", choices.opt_in_first, name="opt_in_first"),
    path("choices/sale/opt-in/confirm/", choices.opt_in_confirm, name="opt_in_confirm"),
]
