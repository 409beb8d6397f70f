"""The page of everything one can choose, and the buttons on it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import actor_for
from accounts.datamap.words import BASES
from accounts.errors import DomainError
from accounts.owner import subject_of
from accounts.public_forms import token_for
from consent.actions.sale import (
    ask_to_opt_in_to_sale,
    confirm_opt_in_to_sale,
    opt_out_of_sale,
    record_answers,
)
from consent.bound import OPTED_OUT, bind_signal, forget_mark
from consent.browser import choices_in
from consent.choices import SALE, Choice, purposes_of_cookies
from consent.limits import count_allowing
from consent.models import ConsentRecord
from consent.owner import own_holder
from consent.standing import About, selling_purposes, standings_of

ASKED = "opt_in_asked"
"""The session's mark between the two steps of opting back in."""


@require_safe
def choices(request: HttpRequest) -> HttpResponse:
    """Show how things stand and what can be changed: the account's when signed in, and this browser's."""
    return render(request, "consent/choices_page.html", page_of(request))


def page_of(request: Any) -> dict[str, Any]:
    """Return what the page of choices shows."""
    kept = choices_in(request)
    context: dict[str, Any] = {
        "signal": request.privacy_signal,
        "selling": selling_purposes(),
        "bases": BASES,
        "kept": kept,
        "cookie_purposes": [
            {"key": key, "purpose": purpose, "allowed": kept is not None and key in kept.allowed}
            for key, purpose in purposes_of_cookies().items()
        ],
        "browser_token": token_for("browser"),
        "back": request.path,
    }
    subject = subject_of(request)
    if subject is None:
        return context
    rows = standings_of(subject.ref)
    if request.privacy_signal and rows[0].allowed:
        # The person opted back in elsewhere, and this browser says no again: no is the newer word.
        forget_mark(request.session)
        bind_signal(request, request.user, request.privacy_signal)
        rows = standings_of(subject.ref)
    context |= {
        "account": True,
        "sale": rows[0],
        "purposes": [(row, BASES[row.lawful_basis]) for row in rows if row.about == About.PURPOSE],
    }
    return context


@login_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Take one answer about one use of data and show the page again, where its row is."""
    key, allowed = request.POST.get("key", ""), request.POST.get("answer") == "give"
    choice = Choice(About.PURPOSE, key, allowed=allowed)
    holder = own_holder(request)
    try:
        count_allowing(holder, [choice])
        record_answers(
            holder, actor=actor_for(request.user), choices=[choice], method=ConsentRecord.Method.PAGE
        )
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("consent:choices")
    messages.success(
        request, _("Agreed. It applies from now on.") if allowed else _("Withdrawn. It applies from now on.")
    )
    return redirect("consent:choices")


@login_required
@require_POST
def opt_out(request: HttpRequest) -> HttpResponse:
    """Opt out of sale and sharing with one press."""
    opt_out_of_sale(own_holder(request), actor=actor_for(request.user), method=ConsentRecord.Method.PAGE)
    request.session[OPTED_OUT] = True
    messages.success(request, _("Opted out. It applies from now on, to your whole account."))
    return redirect("consent:choices")


@login_required
@require_POST
def opt_in_first(request: HttpRequest) -> HttpResponse:
    """Take the first step back, which changes nothing, and go to the second."""
    holder = own_holder(request)
    try:
        count_allowing(holder, [Choice(About.SALE, SALE, allowed=True)])
        ask_to_opt_in_to_sale(holder, actor=actor_for(request.user), signal=_signal(request))
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("consent:choices")
    request.session[ASKED] = True
    return redirect("consent:opt_in_confirm")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opt_in_confirm(request: HttpRequest) -> HttpResponse:
    """Explain what opting back in means, and do it when it is confirmed."""
    holder = own_holder(request)
    if request.method != "POST":
        if not request.session.get(ASKED):
            return redirect("consent:choices")
        return render(request, "consent/choices_opt_in.html", {"selling": selling_purposes()})
    try:
        confirm_opt_in_to_sale(
            holder,
            actor=actor_for(request.user),
            signal=_signal(request),
            asked_first=bool(request.session.pop(ASKED, False)),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        forget_mark(request.session)
        messages.success(request, _("Opted back in. You can opt out again at any time."))
    return redirect("consent:choices")


def _signal(request: Any) -> str:
    return str(request.privacy_signal)
