"""What a signed-in person has seen of the notices owed to them."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.actor import actor_for
from accounts.owner import subject_of
from consent.actions.notices import mark_seen
from consent.models import Campaign, PolicyVersion


def note_seen(request: HttpRequest, versions: Iterable[PolicyVersion]) -> None:
    """Mark the notices about these versions as seen by whoever is signed in; staff accounts are owed none."""
    subject = subject_of(request)
    if subject is not None:
        campaigns = Campaign.objects.filter(policy_version__in=[one.pk for one in versions])
        mark_seen(subject, actor=actor_for(request.user), campaigns=campaigns.values("pk"))


@login_required
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Mark one notice as seen, from the button of the banner, and go back to the page it was on."""
    subject = subject_of(request)
    campaign = request.POST.get("campaign", "")
    if subject is not None and campaign.isascii() and campaign.isdigit() and len(campaign) < 19:
        mark_seen(subject, actor=actor_for(request.user), campaigns=[int(campaign)])
    onward = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
        return redirect("consent:policy")
    # Not `redirect`, which takes what has no slash for the name of a page of ours and fails.
    return HttpResponseRedirect(onward)
