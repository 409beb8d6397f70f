"""Closing an account: what it means, the typed confirmation, the date, and the way back."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import VISITOR, actor_for
from accounts.clock import now
from accounts.errors import DomainError
from accounts.identifiers import normalise
from accounts.reauthentication import fresh_sign_in_required
from dsr.actions.closing import cancel_closing, close_account
from dsr.closing import closing_of, deletion_of
from dsr.erasure.consequences import deleted_categories, kept_parts
from dsr.erasure.rules import promised_by, starts_at
from dsr.lifecycle import State
from dsr.models import DataSubjectRequest

CLOSED = "closing_reference"


class ConfirmForm(forms.Form):
    """The typed confirmation."""

    email = forms.CharField(
        label=_("Type your e-mail address to confirm"),
        max_length=320,
        help_text=_("We ask for this so that an account is never closed by accident."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: object, address: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.address = address

    def clean_email(self) -> str:
        """Accept the account's own address, whatever its case."""
        typed = str(self.cleaned_data["email"])
        if normalise("email", typed) != normalise("email", self.address):
            raise forms.ValidationError(
                _("This is not the address of your account. Type the address you sign in with.")
            )
        return typed


@never_cache
@login_required
@require_safe
def close(request: HttpRequest) -> HttpResponse:
    """Show what closing the account deletes, what stays and why, and when; nothing happens here."""
    if closing_of(request.user.subject) is not None:
        return redirect("dsr:closing")
    return render(
        request,
        "dsr/close_consequences.html",
        _dates() | {"deleted": deleted_categories(), "kept": kept_parts()},
    )


@never_cache
@sensitive_post_parameters("email")
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def confirm(request: HttpRequest) -> HttpResponse:
    """Take the typed confirmation and close the account."""
    user = request.user
    if closing_of(user.subject) is not None:
        return redirect("dsr:closing")
    form = ConfirmForm(request.POST or None, address=user.email)
    if request.method == "POST" and form.is_valid():
        try:
            closing = close_account(user, actor=actor_for(user))
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            logout(request)
            request.session[CLOSED] = [closing.reference, closing.execute_after.isoformat()]
            return redirect("dsr:closed")
    return render(
        request, "dsr/close_confirm.html", _dates() | {"form": form}, status=422 if form.errors else 200
    )


@never_cache
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Say, to the browser that has just done it, that the account is being closed, and when."""
    try:
        reference, when = request.session[CLOSED]
    except (KeyError, ValueError) as error:
        raise Http404 from error
    context = {"reference": reference, "when": datetime.fromisoformat(when)}
    return render(request, "dsr/close_done.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: HttpRequest) -> HttpResponse:
    """Show a signed-in person the date of their deletion; only pressing Cancel cancels it."""
    subject = request.user.subject
    found = closing_of(subject)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _cancel(request, found, "dsr:closing", signed_in=True)
    return render(request, "dsr/close_pending.html", {"closing": found, "begun": _begun(found)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page behind the mailed link, for people signed in or not. Opening it changes nothing."""
    found = deletion_of(token)
    if found is None:
        raise Http404
    if found.state == State.REVOKED:
        return render(request, "dsr/close_cancelled.html", {"reference": found.reference})
    if request.method == "POST":
        return _cancel(request, found, request.path)
    return render(request, "dsr/close_cancel.html", {"closing": found, "begun": _begun(found)})


def _cancel(
    request: HttpRequest, found: DataSubjectRequest, back: str, *, signed_in: bool = False
) -> HttpResponse:
    try:
        cancel_closing(found, actor=actor_for(request.user) if signed_in else VISITOR)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(back)
    if signed_in:
        messages.success(request, _("Your account stays open. Nothing was deleted."))
        return redirect("/")
    return redirect(request.path)


def _begun(found: DataSubjectRequest) -> bool:
    run = getattr(found, "erasure_run", None)
    return run is not None and run.begun


def _dates() -> dict[str, object]:
    moment = now()
    return {
        "when": starts_at(moment, grace_days=settings.ERASURE_GRACE_DAYS),
        "finished_by": promised_by(moment, promise_days=settings.ERASURE_PROMISE_DAYS),
        "grace_days": settings.ERASURE_GRACE_DAYS,
    }
