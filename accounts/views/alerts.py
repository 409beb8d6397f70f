"""The way out of a security alert: "this wasn't me"."""

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions.accounts import disown_alert
from accounts.actor import actor_for
from accounts.alerts import KINDS, alert_of


@never_cache
@require_http_methods(["GET", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the button will do, and do it when it is pressed; opening the link alone changes nothing."""
    alert = alert_of(token)
    if alert is None:
        raise Http404
    if request.method == "POST":
        disown_alert(alert, actor=actor_for(alert.user))
        if request.user == alert.user:
            logout(request)
        return render(request, "accounts/not_me_done.html", {"kind": alert.kind})
    return render(
        request,
        "accounts/not_me.html",
        {"kind": alert.kind, "words": KINDS.get(alert.kind), "at": alert.sent_at},
    )
