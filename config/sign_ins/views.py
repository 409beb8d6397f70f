"""The page that tells how to sign in to the trial, with the staff's current one-time codes."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.example.demo import DEMO_PEOPLE
from config.sign_ins.people import PASSWORD, STAFF


@never_cache
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """List the sign-ins; a code is good for half a minute, and loading the page again shows the next."""
    counters = list(yield_hotp_counters_from_time())
    counter = counters[len(counters) // 2]
    staff = [
        {"email": demo.email, "role": demo.role, "code": format_hotp_value(hotp_value(demo.secret, counter))}
        for demo in STAFF
    ]
    shown = {"members": DEMO_PEOPLE, "staff": staff, "password": PASSWORD}
    return render(request, "trial/sign_ins.html", shown)
