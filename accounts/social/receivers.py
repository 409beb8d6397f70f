"""Keep what a service brings whenever django-allauth hears from it."""

from typing import Any

from allauth.account.signals import user_signed_up
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.signals import social_account_added, social_account_updated
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.actions.numbers import link_number
from accounts.actions.providers import keep_what_it_brought
from accounts.actor import actor_for
from accounts.social.vouching import vouched_number


@receiver([social_account_added, social_account_updated], dispatch_uid="accounts.social.heard")
def keep_news(sender: Any, request: HttpRequest, sociallogin: SocialLogin, **_: Any) -> None:
    """Store what came with connecting a service, or with signing in by it."""
    _keep(sociallogin)


@receiver(user_signed_up, dispatch_uid="accounts.social.signed_up")
def keep_first_news(
    sender: Any, request: HttpRequest, user: Any, sociallogin: SocialLogin | None = None, **_: Any
) -> None:
    """Store what came with a first sign-in."""
    if sociallogin is not None:
        _keep(sociallogin)


def _keep(sociallogin: SocialLogin) -> None:
    provider = sociallogin.account.get_provider()
    asked = provider.get_scope() if hasattr(provider, "get_scope") else []
    user = sociallogin.account.user
    keep_what_it_brought(sociallogin.account, asked=asked, actor=actor_for(user))
    number = vouched_number(sociallogin.account)
    if number is not None:
        subject = link_number(user, store=settings.OIDC_STORE, number=number, actor=actor_for(user))
        # The caller's copy may be saved as a whole later; it must not undo the link.
        user.subject = sociallogin.user.subject = subject
