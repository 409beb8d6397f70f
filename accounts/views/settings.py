"""The page of sign-in and security: addresses, keys, connected services, signed-in browsers."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actor import actor_for
from accounts.ending import end_other_sessions, end_session
from accounts.models import ProviderGrant, User
from accounts.second_factor import signed_in_with_second_factor
from accounts.signin.agents import browser_and_system
from accounts.social.labels import lines

MOST_SHOWN = 50


@never_cache
@login_required
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Show how the person signs in, what connected services brought, and where they are signed in."""
    user = request.user
    keys = Authenticator.objects.filter(user=user)
    offered = {provider.sub_id: provider for provider in get_social_adapter().list_providers(request)}
    grants = user.provider_grants.select_related("account").order_by("provider")
    connected = [_shown(grant, offered.get(grant.provider), request) for grant in grants]
    taken = {grant["provider"] for grant in connected}
    return render(
        request,
        "accounts/settings.html",
        {
            "passkeys": [key.wrap() for key in keys if key.type == Authenticator.Type.WEBAUTHN],
            "one_time_codes": any(key.type == Authenticator.Type.TOTP for key in keys),
            "recovery_codes": any(key.type == Authenticator.Type.RECOVERY_CODES for key in keys),
            "second_factor": signed_in_with_second_factor(request),
            "grants": connected,
            "services": [provider for key, provider in offered.items() if key not in taken],
            "sessions": [_named(row) for row in _sessions(user)],
        },
    )


def _sessions(user: User) -> QuerySet[UserSession]:
    return UserSession.objects.filter(user=user).order_by("-last_seen_at")[:MOST_SHOWN]


def _named(session: UserSession) -> dict[str, Any]:
    """Return what the page shows of a session; what cannot be named is shown as it names itself."""
    browser, system = browser_and_system(session.user_agent)
    both = _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return {
        "row": session,
        "name": both
        if browser and system
        else browser or session.user_agent or _("A program without a name"),
        "is_current": session.is_current(),
    }


def _shown(grant: ProviderGrant, provider: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what the page shows of a connection; one whose service was switched off can still be let go."""
    refresh = provider.get_login_url(request, process="connect", next=request.path) if provider else ""
    return {
        "provider": grant.provider,
        "service_name": provider.name if provider else grant.provider,
        "account_id": grant.account_id,
        "lines": list(lines(grant.brought)),
        "brought": grant.brought,
        "scopes": grant.scopes,
        "refreshed_at": grant.refreshed_at,
        "refresh_url": refresh,
    }


@login_required
@require_POST
def end_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one browser out."""
    session = get_object_or_404(UserSession, user=request.user, pk=pk)
    current = session.is_current()
    end_session(session, actor=actor_for(request.user))
    if current:
        request.session.flush()
        return redirect("account_login")
    messages.success(request, _("That browser is signed out."))
    return redirect("accounts:settings")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign every other browser out."""
    end_other_sessions(request, actor=actor_for(request.user))
    messages.success(request, _("Every other browser is signed out."))
    return redirect("accounts:settings")
