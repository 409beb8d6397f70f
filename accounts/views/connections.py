"""Let go of a connected service, or of single contacts it brought."""

from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions.providers import NoSuchContact, disconnect_provider, remove_contact
from accounts.actor import actor_for
from accounts.models import ProviderGrant
from accounts.reauthentication import fresh_sign_in_required
from accounts.social.contacts import contacts_of

A_PAGE = 50
"""Contacts on one page."""


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


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the contacts a service brought, a page at a time, and remove the one whose button is pressed."""
    grant = get_object_or_404(ProviderGrant.objects.select_related("account"), user=request.user, account=pk)
    if request.method == "POST":
        try:
            remove_contact(
                request.user, contact=request.POST.get("contact", ""), actor=actor_for(request.user)
            )
        except NoSuchContact as error:
            messages.info(request, str(error.message))
        else:
            messages.success(request, _("The contact is removed, and stays away when the list is refreshed."))
        return redirect(request.get_full_path())
    page = Paginator(list(contacts_of(grant)), A_PAGE).get_page(request.GET.get("page"))
    context = {"service": grant.account.get_provider().name, "page_obj": page, "grant": grant}
    return render(request, "accounts/contact_list.html", context)
