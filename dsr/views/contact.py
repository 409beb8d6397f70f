"""Everything by which the company can be reached, and a form that needs no account and sets no cookie."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import actor_for
from accounts.codes import read_reference
from accounts.errors import TooManyAttempts
from accounts.identifiers import normalise, written_plainly
from accounts.public_forms import PublicRequest, public_form
from accounts.rate_limits import count, place_of
from accounts.signing import make_token, read_token
from dsr.actions.enquiries import take_in_enquiry
from dsr.enquiries.words import Words
from dsr.forms.enquiring import ABOUT, EnquiryForm
from dsr.models import Enquiry
from dsr.once import key_of

SENT_LIFE = 24 * 3600
"""Seconds the page that confirms an enquiry can be looked at again."""


@sensitive_post_parameters("text", "pasted", "name", "email")
@public_form("contact")
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: PublicRequest) -> HttpResponse:
    """Show how to reach the company; take in what the form says. The answer is the same for every address."""
    if request.method != "POST":
        kind = ABOUT.get(request.GET.get("about", ""), Enquiry.Kind.QUESTION)
        return _page(
            request, EnquiryForm(initial={"kind": kind, "email": getattr(request.user, "email", "")})
        )
    form = EnquiryForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    words = Words(
        email=written_plainly(given["email"]),
        text=given["text"],
        name=given["name"].strip(),
        pasted=given["pasted"],
    )
    try:
        count("enquiry", place_of(request))
        count("mailbox", normalise("email", words.email))
    except TooManyAttempts as error:
        form.add_error(None, str(error.message))
        return _page(request, form, status=429)
    enquiry = take_in_enquiry(
        words,
        actor=actor_for(request.user),
        kind=given["kind"],
        channel=Enquiry.Channel.FORM,
        subject=_own_subject(request, words.email),
        idempotency_key=key_of("dsr:contact", request.form_number, sorted(given.items())),
    )
    return redirect("dsr:contact_sent", make_token("enquiry", enquiry.reference))


@require_safe
def sent(request: PublicRequest, token: str) -> HttpResponse:
    """Show the reference of what was just sent. A link that is forged or too old is 404."""
    reference = read_reference(read_token("enquiry", token, max_age=SENT_LIFE) or "")
    if reference is None:
        raise Http404
    return render(request, "dsr/contact_sent.html", {"reference": reference})


def _own_subject(request: PublicRequest, email: str) -> Any:
    """Return the signed-in person when they write from their own address, so that they find it in their copy."""
    user = request.user
    if user.is_authenticated and normalise("email", user.email) == normalise("email", email):
        return user.subject
    return None


def _page(request: PublicRequest, form: EnquiryForm, *, status: int = 200) -> HttpResponse:
    return render(request, "dsr/contact.html", {"form": form, "token": request.form_token}, status=status)
