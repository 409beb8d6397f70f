"""The pages on which a person checks a value that is not shown."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import actor_for
from accounts.datamap.current import current
from accounts.errors import DomainError
from accounts.owner import own_subject
from accounts.reauthentication import fresh_sign_in_required
from exports.actions.checking import check_value
from exports.correcting.fields import checkable, name_of
from exports.forms import CheckForm
from exports.models import ValueCheck
from exports.views.pace import looking_again


@never_cache
@login_required
@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask which value to check, and what the person believes it to be."""
    subject = own_subject(request)
    places = checkable(current())
    if not places:
        raise Http404
    form = CheckForm(request.POST if request.method == "POST" else None, places=places)
    if form.is_valid():
        try:
            asked = check_value(
                subject, actor=actor_for(request.user), value=form.cleaned_data["value"], **form.chosen()
            )
            return redirect("exports:check_answer", asked.ref)
        except DomainError as error:
            form.add_error("value", str(error.message))
    return render(request, "exports/check_form.html", {"form": form})


@never_cache
@login_required
@require_safe
def answer(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Say yes or no, once a worker has compared."""
    asked = get_object_or_404(ValueCheck, subject=own_subject(request), ref=ref)
    store = current().stores.get(asked.store)
    table = store.tables.get(asked.table) if store else None
    busy = asked.job_state in ("queued", "working")
    what = name_of(table, asked.column) if table else asked.column
    response = render(request, "exports/check_answer.html", {"asked": asked, "what": what, "busy": busy})
    return looking_again(response, busy=busy)
