"""The tour's page, its sign-in by one press, and its clock."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.clock import now
from accounts.models import User
from accounts.public_forms import PublicRequest, public_form
from config.sign_ins.people import STAFF
from config.tour.codes import code_of
from config.tour.due import lately, soon
from config.tour.stops import STOPS, stops
from config.trial.folder import move_clock

PURPOSE = "tour"


@require_safe
@public_form(PURPOSE)
def tour(request: PublicRequest) -> HttpResponse:
    """Show the stops, the trial's day, and what became due."""
    shown = {"stops": stops(), "now": now(), "lately": lately(), "soon": soon(), "token": request.form_token}
    return render(request, "trial/tour.html", shown)


@require_POST
@public_form(PURPOSE)
def go(request: PublicRequest, number: int) -> HttpResponse:
    """Sign in as whom this stop is about, by whatever further proof their account asks for, and go there."""
    stop = STOPS[number - 1] if 0 < number <= len(STOPS) else None
    user = User.objects.filter(email=stop.email).first() if stop and stop.email else None
    if stop is None or user is None:
        raise Http404
    logout(request)
    for demo in STAFF:
        if demo.email == user.email:
            words = _("Your one-time code is %(code)s. It is good for half a minute.")
            messages.info(request, words % {"code": code_of(demo)})
    record_authentication(request, user, method="trial")
    return perform_login(request, Login(user=user, email=user.email, redirect_url=stop.address))


@require_POST
@public_form(PURPOSE)
def next_day(request: PublicRequest) -> HttpResponse:
    """Move the trial's clock by one day; its beat notices and sends whatever is due by then."""
    if settings.CLOCK_FILE is None:
        raise Http404
    move_clock(settings.CLOCK_FILE, days=1)
    return redirect("trial-tour")


@require_GET
def to_the_tour(request: HttpRequest) -> HttpResponse:
    """Lead from the short address."""
    return redirect("trial-tour")
