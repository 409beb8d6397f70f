"""Let go of a connected service."""

from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions.providers import disconnect_provider
from accounts.actor import actor_for
from accounts.reauthentication import fresh_sign_in_required


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@fresh_sign_in_required
def disconnect(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what will be removed, and remove it when the button is pressed."""
    account = get_object_or_404(SocialAccount, user=request.user, pk=pk)
    name = account.get_provider().name
    if request.method == "POST":
        disconnect_provider(account, actor=actor_for(request.user))
        messages.success(
            request, _("%(service)s is disconnected. What it brought is deleted.") % {"service": name}
        )
        return redirect("accounts:settings")
    return render(request, "accounts/disconnect_form.html", {"account": account, "service": name})
