"""Ask without an account: one question a page, everything carried in the pages themselves, no cookie."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import VISITOR
from accounts.errors import DomainError, TooManyAttempts
from accounts.identifiers import normalise, written_plainly
from accounts.public_forms import PublicRequest, public_form
from accounts.rate_limits import count, place_of
from accounts.regimes.residences import residence_label, residence_said
from dsr.actions.intake import take_in_request
from dsr.actions.verification import send_code, verify_request
from dsr.contact import Contact
from dsr.forms.asking import STEPS, CodeForm, needs_code, steps_for
from dsr.lifecycle import State
from dsr.links import request_of, token_of
from dsr.views.walk import Walk

WALK = Walk("dsr:ask", STEPS, "dsr/ask_question.html")
CONFIRM_LIFE = 8 * 24 * 3600
"""Seconds the link to the code's page works: a day longer than the request waits for its code."""


@public_form("ask")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PublicRequest) -> HttpResponse:
    """Ask the next question, show everything for a last look, or file the request."""
    page = WALK.beginning(request)
    if page is not None:
        return page
    answers = WALK.answers(request.POST)
    step = request.POST.get("step", "who")
    asks_first = step == "who" and WALK.fits("who", answers) and answers["who"] != "self"
    if asks_first and "anyway" not in request.POST:
        return WALK.page(request, "dsr/ask_advice.html", answers, who=answers["who"])
    page = WALK.turn(request, step, lambda said: steps_for(said.get("right", "")))
    if page is not None:
        return page
    return _file(request, answers) if step == "send" else _review(request, answers)


@public_form("confirm")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: PublicRequest, token: str) -> HttpResponse:
    """Take the mailed code, or send a new one. A link that is forged or too old is 404."""
    asked = request_of(token, "confirm", life=CONFIRM_LIFE)
    if asked is None:
        raise Http404
    if asked.state != State.OPEN:
        return render(request, "dsr/ask_done.html", {"asked": asked})
    form, sent = CodeForm(), False
    if request.method == "POST":
        try:
            count("code", place_of(request))
            if "resend" in request.POST:
                count("mailbox", str(asked.ref))
                send_code(asked, actor=VISITOR)
                sent = True
            else:
                form = CodeForm(request.POST)
                if form.is_valid():
                    verify_request(asked, actor=VISITOR, code=form.cleaned_data["code"])
                    return redirect("dsr:confirm", token)
        except DomainError as error:
            _refuse(form, error)
    context = {"form": form, "sent": sent, "asked": asked, "token": request.form_token}
    return render(request, "dsr/ask_code.html", context)


def _file(request: PublicRequest, answers: dict[str, str]) -> HttpResponse:
    contact = Contact(
        written_plainly(answers["email"].strip()),
        answers.get("name", "").strip(),
        answers.get("details", "").strip(),
    )
    try:
        count("intake", place_of(request))
        count("mailbox", normalise("email", contact.email))
    except TooManyAttempts as error:
        return _review(request, answers, problem=str(error.message), status=429)
    asked = take_in_request(
        contact,
        actor=VISITOR,
        right=answers["right"],
        residence=residence_said(answers["residence"]),
        idempotency_key=WALK.filing(request.form_number, sorted(answers.items())),
    )
    return redirect("dsr:confirm", token_of(asked, "confirm"))


def _review(
    request: PublicRequest, answers: dict[str, str], *, problem: str = "", status: int = 200
) -> HttpResponse:
    shown = {
        "right": (_("You want"), dict(STEPS["right"].base_fields["right"].choices)[answers["right"]]),  # type: ignore[attr-defined]
        "details": (_("It is about"), answers.get("details", "")),
        "residence": (_("You live in"), residence_label(answers["residence"])),
        "contact": (_("We answer to"), "\n".join(filter(None, [answers.get("name", ""), answers["email"]]))),
    }
    rows = [
        {"step": step, "label": shown[step][0], "value": shown[step][1]}
        for step in steps_for(answers["right"])
        if step in shown
    ]
    context = {"rows": rows, "problem": problem, "needs_code": needs_code(answers["right"])}
    return WALK.page(request, "dsr/ask_review.html", answers, status=status, step="send", **context)


def _refuse(form: forms.Form, error: DomainError) -> None:
    if not form.is_bound:
        form.is_bound, form.data = True, {"code": ""}
    form.full_clean()
    form.errors.pop("code", None)
    form.add_error("code", str(error.message))
