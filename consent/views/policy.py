"""The policy for everybody: the version in force, every version at an address of its own, and what differs between two.

Nobody is asked who they are and no cookie is set. What a stranger gets may be kept by caches for a few
minutes; a version takes effect by its date alone, and the pages ask for the date each time they are made.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.clock import today
from consent.models import PolicyVersion
from consent.policy.archive import Archive
from consent.policy.comparison import comparison_of
from consent.policy.rendering import headings
from consent.views.notices import note_seen

KEPT_SECONDS = 300
View = Callable[..., HttpResponse]


def _cacheable(view: View) -> View:
    """Let caches keep what a stranger sees for a few minutes; what somebody signed in sees is theirs alone."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
        return response

    return require_safe(wrapped)


@_cacheable
def policy(request: HttpRequest) -> HttpResponse:
    """Show the version in force, or the first one that is announced."""
    archive = Archive.on(today())
    shown = archive.in_force or next(iter(archive.upcoming), None)
    if shown is None:
        return render(request, "consent/policy_none.html")
    return _page(request, archive, shown)


@_cacheable
def version(request: HttpRequest, number: int) -> HttpResponse:
    """Show one version, whether it applied, applies or is to apply."""
    archive = Archive.on(today())
    return _page(request, archive, _known(archive, number))


@_cacheable
def archive(request: HttpRequest) -> HttpResponse:
    """List every version with its dates, its summary and its fingerprint."""
    found = Archive.on(today())
    rows = [
        {"version": one, "state": found.state(one), "until": found.last_day(one), "before": found.before(one)}
        for one in found.versions
    ]
    return render(request, "consent/policy_archive.html", {"rows": rows})


@_cacheable
def compare(request: HttpRequest) -> HttpResponse:
    """Show what differs between two versions, word by word, in the direction asked for."""
    found = Archive.on(today())
    if not found.versions:
        raise Http404
    newest = (found.upcoming or [found.in_force])[0] or found.versions[0]
    new = _asked(request, found, "to") or newest
    old = _asked(request, found, "from") or found.before(new) or new
    texts = {one.number: one for one in PolicyVersion.objects.filter(number__in={old.number, new.number})}
    if request.user.is_authenticated:
        note_seen(request, [new])
    context = {
        "archive": found.versions,
        "old": old,
        "new": new,
        "comparison": comparison_of(texts[old.number], texts[new.number]),
    }
    return render(request, "consent/policy_compare.html", context)


@_cacheable
def raw(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the text of one version in Markdown, as its fingerprint is made of it."""
    found = get_object_or_404(PolicyVersion, number=number)
    response = HttpResponse(found.text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="policy-{found.number}-{found.effective_on}.md"'
    response["ETag"] = f'"{found.digest}"'
    return response


def _page(request: HttpRequest, archive: Archive, shown: PolicyVersion) -> HttpResponse:
    whole = PolicyVersion.objects.get(pk=shown.pk)
    if request.user.is_authenticated:
        note_seen(request, [whole])
    context = {
        "version": whole,
        "state": archive.state(shown),
        "until": archive.last_day(shown),
        "before": archive.before(shown),
        "in_force": archive.in_force,
        "upcoming": archive.upcoming,
        "contents": headings(whole.html),
    }
    return render(request, "consent/policy_version.html", context)


def _known(archive: Archive, number: int) -> PolicyVersion:
    found = archive.numbered(number)
    if found is None:
        raise Http404
    return found


def _asked(request: HttpRequest, archive: Archive, name: str) -> PolicyVersion | None:
    given = request.GET.get(name, "")
    if not given:
        return None
    return _known(archive, int(given) if given.isascii() and given.isdigit() and len(given) < 9 else -1)
