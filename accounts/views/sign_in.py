"""Sign in, or open an account, with a mailed code: one way for both, so that neither tells on anybody."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actions.accounts import account_of_address
from accounts.actor import VISITOR
from accounts.errors import DomainError
from accounts.forms import AddressForm, CodeForm
from accounts.signin import codes, pending

NEXT_KEY = "sign_in_next"
VISITOR_SECONDS = 60 * 60
PRESSED = "pressed"
"""What the links say that somebody pressed in order to sign in."""


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Show the ways in; but wait for a press where that page would be the first to set a cookie against a signal.

    A link to one's data leads here too. Whose browser asks not to be tracked has pressed no sign-in yet, and is
    given no cookie until they do.
    """
    if _was_only_led_here(request):
        return render(request, "accounts/sign_in_first.html", {"next": get_next_redirect_url(request) or ""})
    return login(request)  # type: ignore[no-any-return]


def _was_only_led_here(request: HttpRequest) -> bool:
    kept = {settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME} & request.COOKIES.keys()
    led = request.method in ("GET", "HEAD") and "next" in request.GET and PRESSED not in request.GET
    return led and not kept and bool(getattr(request, "privacy_signal", ""))


@never_cache
@require_http_methods(["GET", "POST"])
def ask_address(request: HttpRequest, *, title: str = "") -> HttpResponse:
    """Ask for an address and mail a code there, without looking whether anybody has it."""
    if request.user.is_authenticated:
        # Not `redirect`, which takes what has no slash for the name of a page of ours and fails.
        return HttpResponseRedirect(get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL)
    waiting = pending.pending_login(request) if request.session.session_key else None
    suggested = next((a.email for a in waiting.email_addresses), "") if waiting else ""
    form = AddressForm(request.POST or None, initial={"email": suggested})
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        limited = ratelimit.consume_or_429(request, action="request_login_code", key=address.lower())
        if limited:
            return limited
        request.session[NEXT_KEY] = get_next_redirect_url(request) or ""
        codes.send_code(request.session, codes.SIGN_IN, address)
        # Who gives an address and goes away is forgotten within the hour; signing in gives the session its full life.
        request.session.set_expiry(VISITOR_SECONDS)
        return redirect("account_confirm_login_code")
    return render(
        request,
        "accounts/address_form.html",
        {
            "form": form,
            "title": title or _("Sign in with a code"),
            "waiting": waiting,
            "next": get_next_redirect_url(request),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """Take the code back and sign the holder of the address in."""
    address = codes.awaited_address(request.session, codes.SIGN_IN)
    if address is None:
        return redirect("account_request_login_code")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proved = codes.check_code(request.session, codes.SIGN_IN, form.cleaned_data["code"])
        except codes.CodeExpired as error:
            messages.error(request, str(error.message))
            return redirect("account_request_login_code")
        except DomainError as error:
            form.add_error("code", str(error.message))
        else:
            return _sign_in(request, proved)
    return render(request, "accounts/code_form.html", {"form": form, "address": address})


@csrf_exempt  # Whatever is sent here, nothing comes of it.
def no_telephone(request: HttpRequest) -> HttpResponse:
    """Answer 404 where programs would sign in by telephone: django-allauth mounts these doors and breaks behind them."""
    raise Http404


def _sign_in(request: HttpRequest, address: str) -> HttpResponse:
    user = account_of_address(address, actor=VISITOR)
    pending.prove(request, address)
    record_authentication(request, user, method="code", email=address)
    target = request.session.pop(NEXT_KEY, "") or None
    return perform_login(request, Login(user=user, email=user.email, redirect_url=target))
