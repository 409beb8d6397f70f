"""The page that tells how to sign in to the trial, with the staff's current one-time codes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.example.demo import DEMO_PEOPLE
from config.sign_ins.people import AGENT, PASSWORD, STAFF
from config.tour.codes import code_of


@never_cache
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """List the sign-ins; a code is good for half a minute, and loading the page again shows the next."""
    staff = [{"email": demo.email, "role": demo.role, "code": code_of(demo)} for demo in STAFF]
    shown = {"members": DEMO_PEOPLE, "agent": AGENT, "staff": staff, "password": PASSWORD}
    return render(request, "trial/sign_ins.html", shown)
