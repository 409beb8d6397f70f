"""Where django-allauth asks how things are done here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import filter_users_by_email
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.core.internal.httpkit import is_headless_request
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import mail
from accounts.actions.linking import link_subject
from accounts.actor import actor_for
from accounts.errors import DomainError
from accounts.models import User
from accounts.reauthentication import signed_in_recently
from accounts.sealing import unwrap, wrap
from accounts.signin.pending import connect_pending

CONTEXT = b"second factor"
MAILS = {
    "account/email/login_code": "accounts/sign_in_code",
    "account/email/unknown_account": "accounts/no_account",
    "account/email/account_already_exists": "accounts/account_exists",
    "account/email/email_confirmation": "accounts/confirm_address",
    "account/email/email_confirmation_signup": "accounts/confirm_address",
    "account/email/password_reset_code": "accounts/password_code",
}
"""What django-allauth wants sent, and the portal's mail that says it."""


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in as the portal wants it: its own mails, a person behind each account, a fresh sign-in that means it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy(
            "The e-mail address or the password is not right. A mailed code works without a password."
        ),
        "incorrect_code": gettext_lazy("This is not the code we sent. Check it and try again."),
        "incorrect_password": gettext_lazy("This is not your password. Check it and try again."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait some minutes, then try again."),
        "rate_limited": gettext_lazy("Too many attempts. Wait some minutes, then try again."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the portal's own mail for this occasion. Raise LookupError for an occasion nobody thought of."""
        mail.send(MAILS[template_prefix], to=email, context={"code": context.get("code", "")})

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False for allauth's own forms: accounts open by a mailed code, which asks everybody the same."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:  # type: ignore[override]
        """Sign in after finding the account's person; a person who cannot be found safely is not signed in."""
        if user.subject_id is None and not user.is_staff:
            try:
                link_subject(user, actor=actor_for(user))
            except DomainError as error:
                raise ImmediateHttpResponse(refusal(request, error)) from error
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:  # type: ignore[override]
        """Connect a service whose sign-in waited for its address to be proved."""
        response = super().post_login(request, user, **details)
        connect_pending(request, user)
        return response

    def is_reauthentication_required(self, app: str) -> bool:
        """Raise ReauthenticationRequired unless this session's person proved recently who they are."""
        if not signed_in_recently(context.request.session):
            raise ReauthenticationRequired
        return False

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:  # type: ignore[override]
        """Return the ways to prove it again; a mailed code is always one of them."""
        if not user.is_authenticated:
            return []
        code = {
            "id": "code",
            "description": _("Use a code sent by e-mail"),
            "url": reverse("accounts:confirm"),
        }
        return [*super().get_reauthentication_methods(user), code]


class SocialAdapter(DefaultSocialAccountAdapter):
    """Connected services: an address counts only when the service says it is verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return True: who comes from a service may open an account."""
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return whether the service vouches for an address that has no account yet.

        Everybody else proves an address by a mailed code first, and what they came with is connected then.
        """
        addresses = sociallogin.email_addresses
        vouched = bool(addresses) and all(address.verified for address in addresses)
        return vouched and not any(filter_users_by_email(address.email) for address in addresses)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Return to the page that shows what the service brought."""
        return reverse("accounts:settings")


class SecondFactorAdapter(DefaultMFAAdapter):
    """One-time codes and passkeys, with their secrets encrypted."""

    def get_totp_issuer(self) -> str:
        """Return the name under which an authenticator app lists the account."""
        return "Candor"

    def encrypt(self, text: str) -> str:
        """Return the secret encrypted under the installation's key."""
        return wrap(text.encode(), CONTEXT).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret in clear."""
        return unwrap(bytes.fromhex(encrypted_text), CONTEXT).decode()


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer a refused sign-in with the reason, as a page or as JSON."""
    if is_headless_request(request):
        return JsonResponse(
            {"status": 403, "errors": [{"code": error.code, "message": str(error.message)}]}, status=403
        )
    return render(request, "accounts/refused.html", {"message": error.message}, status=403)
