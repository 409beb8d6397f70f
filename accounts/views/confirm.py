"""Prove again who one is, with a code mailed to the account's own address."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import DomainError
from accounts.forms import CodeForm
from accounts.signin import codes


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Offer to mail a code, and take it back; then go on where the person was stopped."""
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and "send" in request.POST:
        limited = ratelimit.consume_or_429(request, action="reauthenticate", user=request.user)
        if limited:
            return limited
        codes.send_code(request.session, codes.CONFIRM, request.user.email)
    elif request.method == "POST" and form.is_valid():
        try:
            codes.check_code(request.session, codes.CONFIRM, form.cleaned_data["code"])
        except codes.CodeExpired as error:
            messages.error(request, str(error.message))
            form = CodeForm()
        except DomainError as error:
            form.add_error("code", str(error.message))
        else:
            record_authentication(request, request.user, method="code", reauthenticated=True)
            return resume_request(request) or redirect("accounts:settings")
    return render(
        request,
        "accounts/confirm_form.html",
        {
            "form": form,
            "sent": codes.awaited_address(request.session, codes.CONFIRM) is not None,
            "next": get_next_redirect_url(request) or "",
        },
    )
