"""The privacy home, and the doors behind its cards for people who are signed in."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import actor_for
from accounts.datamap.current import current
from accounts.owner import own_subject
from accounts.regimes.residence import regime_for
from dsr.actions.requests import submit_request
from dsr.contact import Contact
from dsr.forms.signed_in import ChooseForm, CorrectForm
from dsr.models import DataSubjectRequest
from dsr.scope import COPIES, copy_holds
from dsr.waiting import waits_for
from exports.cooling import again_at
from exports.scope import Scope
from exports.scope_form import ScopeForm


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the five verbs; each card is one click from what it says."""
    return render(request, "dsr/home.html", {"grace_days": settings.ERASURE_GRACE_DAYS})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def download(request: HttpRequest) -> HttpResponse:
    """Explain the copy and ask for one: of everything, or of what was chosen. While one is asked for, its page is where a press leads.

    The same data again too soon is not asked for: the page says from when on, and that the staff can be asked at any time.
    """
    subject = own_subject(request)
    waiting = DataSubjectRequest.objects.of(subject).live().filter(right__in=COPIES).order_by("-pk").first()
    posted = request.POST if "right" in request.POST else None
    law = regime_for(subject.residence).key
    form = ScopeForm(posted, datamap=current(), law=law)
    pressed = request.method == "POST"
    if pressed and waiting:
        return redirect("dsr:request", waiting.reference)
    ready = posted is None or form.is_valid()
    wish = form.chosen() if ready else Scope().under(law)
    until = None if waiting else again_at(subject, wish)
    if pressed and ready and not until:
        return redirect("dsr:request", _ask_for_copy(request, wish).reference)
    context = {
        "again_at": until,
        "too_soon": pressed and ready,
        "asked": waiting,
        "asked_for": copy_holds(waiting) if waiting else [],
        "form": form,
        "life": settings.PACKAGE_LIFE_DAYS,
        "waiting": waits_for(waiting) if waiting else [],
    }
    return render(request, "dsr/download.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest) -> HttpResponse:
    """Ask for a correction of what the person cannot change themselves."""
    own_subject(request)
    form = CorrectForm(request.POST or None)
    if form.is_valid():
        made = _submit(request, "rectification", form.cleaned_data["details"])
        return redirect("dsr:request", made.reference)
    return render(request, "dsr/correct.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Ask that something is not done with the data."""
    own_subject(request)
    form = ChooseForm(request.POST or None)
    if form.is_valid():
        made = _submit(request, form.cleaned_data["right"], form.cleaned_data["details"])
        return redirect("dsr:request", made.reference)
    return render(request, "dsr/choose.html", {"form": form})


def _ask_for_copy(request: HttpRequest, scope: Scope) -> DataSubjectRequest:
    right = "portability" if scope.right == "portability" else "access"
    return _submit(request, right, wish=scope)


def _submit(
    request: HttpRequest, right: str, details: str = "", wish: Scope | None = None
) -> DataSubjectRequest:
    return submit_request(
        own_subject(request),
        actor=actor_for(request.user),
        right=right,
        channel=DataSubjectRequest.Channel.PORTAL,
        contact=Contact(request.user.email, details=details),  # type: ignore[union-attr]
        wish=wish,
        method="sign_in",
    )
