"""The page on which a person says why they disagree with a correction that was refused."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor, actor_for
from accounts.errors import DomainError
from dsr.disagreeing import may_disagree, statement_on
from dsr.forms.disagreeing import StatementForm
from dsr.models import DataSubjectRequest
from dsr.owner import own_request
from exports.actions.disagreements import keep_statement

KEPT = _("Your statement is kept with your data.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def disagree(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the statement; it is kept beside the data and goes into every copy."""
    asked = own_request(request, reference)
    if not may_disagree(asked):
        raise Http404
    form = statement_form(request, asked, sent=request.method == "POST")
    if keep(form, asked, actor=actor_for(request.user)):
        messages.success(request, KEPT)
        return redirect("dsr:request", asked.reference)
    return render(request, "dsr/disagree.html", {"form": form, "asked": asked})


def statement_form(request: HttpRequest, asked: DataSubjectRequest, *, sent: bool) -> StatementForm:
    """Return the form with what was sent, or with what was said before; the tracker has the same."""
    kept = statement_on(asked)
    return StatementForm(
        request.POST if sent else None, initial={"statement": kept.statement if kept else ""}
    )


def keep(form: StatementForm, asked: DataSubjectRequest, *, actor: Actor) -> bool:
    """Keep the statement of a form that was filled in, and return whether that worked; what is wrong stands beside its field."""
    if not form.is_valid():
        return False
    try:
        keep_statement(
            asked.subject, actor=actor, request_ref=asked.ref, statement=form.cleaned_data["statement"]
        )
    except DomainError as error:
        form.add_error("statement", str(error.message))
        return False
    return True
