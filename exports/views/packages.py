"""Pages of the copies of a person's data."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actor import actor_for
from accounts.errors import DomainError
from accounts.owner import own_subject
from accounts.reauthentication import fresh_sign_in_required
from accounts.signing import make_token, read_token
from exports.actions.again import reissue_package
from exports.actions.packages import open_download
from exports.building.outside import lacking_in, waiting_on
from exports.cooling import again_at
from exports.copies import shown
from exports.models import ExportPackage
from exports.views.owner import own_package
from exports.views.pace import looking_again
from exports.views.stream import archive_response

PURPOSE = "package-download"
GRANT_SECONDS = 3600
"""How long a download that was begun after a fresh sign-in may be resumed."""
ON_A_PAGE = 20


@never_cache
@login_required
@require_safe
def packages(request: HttpRequest) -> HttpResponse:
    """List the person's copies, newest first."""
    own = ExportPackage.objects.filter(subject=own_subject(request)).order_by("-created_at", "-pk")
    page = Paginator(own, ON_A_PAGE).get_page(request.GET.get("page"))
    # One copy at a time is being made, so this asks once at most.
    waiting = [one for package in page for one in waiting_on(package)]
    context = {"page_obj": page, "waiting": waiting, "shown": [shown(one) for one in page]}
    response = render(request, "exports/package_list.html", context)
    return looking_again(response, busy=any(p.job_state in ("queued", "working") for p in page))


@never_cache
@login_required
@require_safe
def package(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Show one copy: how far it is, what went wrong, or the button to download it."""
    own = own_package(request, ref)
    context = {"one": shown(own), "package": own, "waiting": waiting_on(own), "lacking": lacking_in(own)}
    if own.can_be_reissued:
        context["again_at"] = again_at(own.subject, own.wish)
    response = render(request, "exports/package_detail.html", context)
    return looking_again(response, busy=own.job_state in ("queued", "working"))


@never_cache
@login_required
@fresh_sign_in_required
@require_POST
def allow_download(request: HttpRequest, ref: UUID, part: int) -> HttpResponse:
    """After a fresh sign-in, lead to an address at which this person can fetch a file of the copy for an hour."""
    own = own_package(request, ref)
    grant = make_token(PURPOSE, [str(own.ref), str(request.user.ref)])
    return redirect(f"{reverse('exports:download', args=[own.ref, part])}?grant={grant}")


@never_cache
@login_required
@require_safe
def download(request: HttpRequest, ref: UUID, part: int) -> HttpResponseBase:
    """Stream a file of the copy, or a range of it, to its owner with a grant; without one lead to its page."""
    own = own_package(request, ref, part=part)
    grant = read_token(PURPOSE, request.GET.get("grant", ""), max_age=GRANT_SECONDS)
    if grant != [str(own.ref), str(request.user.ref)]:
        return redirect("exports:package", ref=own.ref)
    try:
        return archive_response(request, open_download(own, actor=actor_for(request.user), part=part))
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("exports:package", ref=own.ref)


@never_cache
def file(request: HttpRequest, ref: UUID, part: int = 1) -> HttpResponseBase:
    """Ask for the download of a file of the copy (POST) or fetch it (GET)."""
    act = allow_download if request.method == "POST" else download
    return act(request, ref, part)


@never_cache
@login_required
@require_POST
def again(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Ask once more for what a copy that is over held, and lead to the new one; too soon, its page says when."""
    own = own_package(request, ref)
    try:
        made = reissue_package(own, actor=actor_for(request.user))
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("exports:package", ref=own.ref)
    return redirect("exports:package", ref=made.ref)
