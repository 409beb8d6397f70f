"""The page of sign-in and security: addresses, keys, connected services, signed-in browsers."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actor import actor_for
from accounts.ending import end_other_sessions, end_session
from accounts.second_factor import signed_in_with_second_factor

MOST_SHOWN = 50


@never_cache
@login_required
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Show how the person signs in, what connected services brought, and where they are signed in."""
    user = request.user
    keys = Authenticator.objects.filter(user=user)
    connected = list(user.provider_grants.select_related("account").order_by("provider"))
    taken = {grant.provider for grant in connected}
    services = [p for p in get_social_adapter().list_providers(request) if (p.sub_id not in taken)]
    return render(
        request,
        "accounts/settings.html",
        {
            "passkeys": [key.wrap() for key in keys if key.type == Authenticator.Type.WEBAUTHN],
            "one_time_codes": any(key.type == Authenticator.Type.TOTP for key in keys),
            "recovery_codes": any(key.type == Authenticator.Type.RECOVERY_CODES for key in keys),
            "second_factor": signed_in_with_second_factor(request),
            "grants": connected,
            "services": services,
            "sessions": UserSession.objects.filter(user=user).order_by("-last_seen_at")[:MOST_SHOWN],
        },
    )


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
