"""A person's own requests: the list, one with its timeline, and taking one back."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import actor_for
from accounts.errors import DomainError
from dsr.actions.requests import revoke_request
from dsr.agents.words import mandate_of, words_of
from dsr.authorities import complaint_to
from dsr.clock_words import clock_of
from dsr.complaint import pack_as_text, pack_of
from dsr.contact import contact_of
from dsr.copies import latest_copy_of
from dsr.disagreeing import may_disagree, statement_on
from dsr.models import DataSubjectRequest
from dsr.owner import own_request
from dsr.sale import offers_opt_out
from dsr.scope import copy_holds
from dsr.timeline import past_of, timeline_of
from dsr.waiting import waits_of

PER_PAGE = 20
FILES = {"txt": "text/plain", "json": "application/json"}


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the person's requests, the newest first."""
    mine = DataSubjectRequest.objects.of(request.user.subject).order_by("-received_at")  # type: ignore[union-attr]
    return render(
        request,
        "dsr/request_list.html",
        {"page_obj": Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))},
    )


@login_required
@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one of the person's own requests."""
    asked = own_request(request, reference)
    package = latest_copy_of(asked)
    copy_url = reverse("exports:package", args=[package.ref]) if package else ""
    own = {
        "package": package,
        "copy_url": copy_url,
        "may_disagree": may_disagree(asked),
        "statement": statement_on(asked),
    }
    return render(request, "dsr/request_detail.html", {**page_of(asked), **own})


@never_cache
@login_required
@require_safe
def complaint(request: HttpRequest, reference: str) -> HttpResponse:
    """Show everything about one of the person's own requests that an authority needs, to be printed."""
    asked = own_request(request, reference)
    return render(request, "dsr/complaint_pack.html", {**complaint_page(asked), "signed_in": True})


@never_cache
@login_required
@require_safe
def complaint_file(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Hand the same out as a file: `txt` or `json`."""
    if kind not in FILES:
        raise Http404
    return complaint_download(own_request(request, reference), kind)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask once whether the request should really be taken back, then take it back."""
    asked = own_request(request, reference)
    if request.method != "POST":
        return render(request, "dsr/request_cancel.html", {"asked": asked})
    try:
        revoke_request(asked, actor=actor_for(request.user))
        messages.success(request, _("Your request is cancelled."))
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("dsr:request", asked.reference)


def complaint_page(asked: DataSubjectRequest) -> dict[str, object]:
    """Return what the page of a complaint pack shows, signed in or in the tracker."""
    clock = clock_of(asked)
    return {"asked": asked, "pack": pack_of(asked, clock), "clock": clock, "events": past_of(asked)}


def complaint_download(asked: DataSubjectRequest, kind: str) -> HttpResponse:
    """Return the complaint pack as a file to keep."""
    text = json.dumps(pack_of(asked), ensure_ascii=False, indent=2) if kind == "json" else pack_as_text(asked)
    answer = HttpResponse(text, content_type=f"{FILES[kind]}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="complaint-{asked.reference}.{kind}"'
    return answer


def page_of(asked: DataSubjectRequest) -> dict[str, object]:
    """Return what the page of a request shows, signed in or in the tracker."""
    mandate, waits = mandate_of(asked), waits_of(asked)
    return {
        "asked": asked,
        "clock": clock_of(asked, waits),
        "events": timeline_of(asked, waits),
        "waiting": waits.outside,
        "contact": contact_of(asked),
        "copy_holds": copy_holds(asked),
        "mandate": mandate,
        "agent": words_of(mandate).name if mandate else "",
        "law": _(asked.law.name) if asked.regime != "default" else "",
        "ground": _(asked.law.grounds[asked.ground].label) if asked.ground else "",
        "after_refusal": _(asked.law.after_refusal) if asked.ground else "",
        "offers_opt_out": offers_opt_out(asked),
        **complaint_to(asked),
    }
