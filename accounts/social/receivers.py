"""Keep what a service brings whenever django-allauth hears from it."""

from typing import Any

from allauth.account.signals import user_signed_up
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.signals import social_account_added, social_account_updated
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.actions.providers import keep_what_it_brought
from accounts.actor import actor_for


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
    keep_what_it_brought(sociallogin.account, asked=asked, actor=actor_for(sociallogin.account.user))
