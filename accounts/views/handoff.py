"""The door for people sent over by the company's own settings page."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.actions.handoff import accept_handoff
from accounts.actor import VISITOR
from accounts.errors import DomainError
from accounts.handoff import read_handoff
from accounts.signin.adapters import refusal


@csrf_exempt  # The form stands on the company's page; the token itself is the proof, and works once.
@never_cache
@require_POST
def handoff(request: HttpRequest) -> HttpResponse:
    """Sign in whom the token names, or say why not. A second factor is asked for here as everywhere."""
    limited = ratelimit.consume_or_429(request, action="login")
    if limited:
        return limited
    try:
        user = accept_handoff(read_handoff(request.POST.get("token", "")), actor=VISITOR)
    except DomainError as error:
        return refusal(request, error)
    record_authentication(request, user, method="handoff")
    return perform_login(request, Login(user=user, email=user.email))
