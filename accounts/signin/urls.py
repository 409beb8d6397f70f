"""Addresses where the portal asks in its own way what django-allauth would ask at the same place."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from accounts.views.sign_in import ask_address, ask_code, sign_in

urlpatterns = [
    path("login/", sign_in, name="account_login"),
    path("signup/", ask_address, {"title": _("Open an account")}, name="account_signup"),
    path("login/code/", ask_address, name="account_request_login_code"),
    path("login/code/confirm/", ask_code, name="account_confirm_login_code"),
    path("3rdparty/signup/", ask_address, {"title": _("Confirm your address")}, name="socialaccount_signup"),
    path(
        "3rdparty/", RedirectView.as_view(pattern_name="accounts:settings"), name="socialaccount_connections"
    ),
    path("sessions/", RedirectView.as_view(pattern_name="accounts:settings"), name="usersessions_list"),
]
