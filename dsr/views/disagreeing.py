"""The page on which a person says why they disagree with a correction that was refused."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import actor_for
from accounts.errors import DomainError
from dsr.disagreeing import may_disagree, statement_on
from dsr.forms.disagreeing import StatementForm
from dsr.owner import own_request
from exports.actions.disagreements import keep_statement


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def disagree(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the statement; it is kept beside the data and goes into every copy."""
    asked = own_request(request, reference)
    if not may_disagree(asked):
        raise Http404
    kept = statement_on(asked)
    form = StatementForm(
        request.POST if request.method == "POST" else None,
        initial={"statement": kept.statement if kept else ""},
    )
    if form.is_valid():
        try:
            keep_statement(
                asked.subject,
                actor=actor_for(request.user),
                request_ref=asked.ref,
                statement=form.cleaned_data["statement"],
            )
            messages.success(request, _("Your statement is kept with your data."))
            return redirect("dsr:request", asked.reference)
        except DomainError as error:
            form.add_error("statement", str(error.message))
    return render(request, "dsr/disagree.html", {"form": form, "asked": asked})
