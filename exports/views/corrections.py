"""The pages on which a person corrects their data and sees what became of it."""

import json
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import actor_for
from accounts.datamap.current import current
from accounts.errors import DomainError
from accounts.owner import own_subject
from accounts.reauthentication import fresh_sign_in_required
from accounts.regimes.residences import residence_label
from exports.actions.corrections import correct_own, refresh_values, request_correction
from exports.correcting.fields import checkable, recipients_of, sources_of
from exports.correcting.reading import entries_of
from exports.correcting.receipt import receipt_of
from exports.correcting.telling import questions_of, told_of
from exports.correcting.words import shown, told
from exports.forms import OWN, CorrectForm, language_label, own_initial
from exports.models import Correction
from exports.views.owner import own_correction, own_entry
from exports.views.pace import looking_again

ON_A_PAGE = 20


@never_cache
@login_required
@fresh_sign_in_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """List what the person can correct themselves, with the values a worker read, and what they corrected last."""
    subject = own_subject(request)
    values = refresh_values(subject, actor=actor_for(request.user))
    entries = entries_of(values)
    groups: dict[str, list[dict[str, object]]] = {}
    for place, entry in enumerate(entries or []):
        row = {"place": place, "label": entry.label, "value": shown(entry.kind, entry.value)}
        groups.setdefault(entry.group, []).append(row)
    stores = current().stores
    response = render(
        request,
        "exports/correct_overview.html",
        {
            "residence": residence_label(subject.residence),
            "language": language_label(subject.language),
            "subject": subject,
            "values": values,
            "read": entries is not None,
            "groups": groups.items(),
            "unavailable": [stores[key].name for key in values.unavailable if key in stores],
            "latest": [told(one) for one in Correction.objects.of(subject).select_related("subject")[:5]],
            "can_check": bool(checkable(current())),
        },
    )
    return looking_again(response, busy=values.reading)


@never_cache
@login_required
@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, reading: UUID, place: int) -> HttpResponse:
    """Ask for the right value of one entry, show it beside the old one, and have it written once that is confirmed."""
    subject = own_subject(request)
    entry = own_entry(subject, reading, place)
    if entry is None:
        messages.info(request, _("Your data was read again meanwhile. Choose once more what to correct."))
        return redirect("exports:correct")
    form = CorrectForm(request.POST if request.method == "POST" else None, entry=entry)
    context = {"form": form, "entry": entry, "shown": shown(entry.kind, entry.value)}
    if not form.is_valid() or "again" in request.POST:
        return render(request, "exports/correct_form.html", context)
    value = form.cleaned_data["value"]
    if "confirm" in request.POST:
        try:
            made = request_correction(subject, actor=actor_for(request.user), entry=entry, value=value)
        except DomainError as error:
            form.add_error("value", str(error.message))
            return render(request, "exports/correct_form.html", context)
        return redirect("exports:correction", made.ref)
    datamap = current()
    concerns = {
        "value": value,
        "after": shown(entry.kind, value),
        "sources": sources_of(datamap, entry.category),
        "recipients": recipients_of(datamap, entry.category),
        "told": {store.key: store.name for store in told_of(entry.category)},
    }
    return render(request, "exports/correct_review.html", {**context, **concerns})


@never_cache
@login_required
@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, what: str) -> HttpResponse:
    """Change where the person lives, or their language; both are in force at once."""
    if what not in OWN:
        raise Http404
    subject = own_subject(request)
    initial = {"value": own_initial(what, getattr(subject, what))}
    form = OWN[what](request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            made = correct_own(
                subject, actor=actor_for(request.user), what=what, value=form.cleaned_data["value"]
            )
            return redirect("exports:correction", made.ref)
        except DomainError as error:
            form.add_error("value", str(error.message))
    return render(request, "exports/correct_own.html", {"form": form})


@never_cache
@login_required
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """List the person's corrections, newest first, without their values."""
    mine = Correction.objects.of(own_subject(request)).select_related("subject")
    page = Paginator(mine, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "exports/correction_list.html",
        {"page_obj": page, "corrections": [told(one) for one in page]},
    )


@never_cache
@login_required
@fresh_sign_in_required
@require_safe
def detail(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Show what became of one correction, with both values, so that its person can see that it is right now."""
    correction = own_correction(request, ref)
    questions = questions_of(correction)
    asked = {task.store: name for name, task in questions}
    context = {"one": told(correction), "questions": questions, "told": asked}
    response = render(request, "exports/correction_detail.html", context)
    return looking_again(response, busy=correction.outcome == Correction.Outcome.WAITING)


@never_cache
@login_required
@require_safe
def receipt(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Hand out the signed receipt of one correction as a file."""
    correction = own_correction(request, ref)
    text = json.dumps(receipt_of(told(correction)), ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="correction-{correction.ref}.json"'
    return answer
