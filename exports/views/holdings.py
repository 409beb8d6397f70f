"""The page "What we hold about you"."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actor import actor_for
from accounts.datamap.current import current
from accounts.owner import own_subject
from accounts.regimes.residence import regime_for
from exports.actions.holdings import refresh_holdings
from exports.holdings import held
from exports.quarantine import names_of_quarantined

LOOK_AGAIN = "3"
"""Seconds after which the page looks again by itself while a worker counts for the first time."""


@never_cache
@login_required
@require_safe
def holdings(request: HttpRequest) -> HttpResponse:
    """Show what is held, with counts as of the last count; older ones are counted again."""
    subject = own_subject(request)
    summary = refresh_holdings(subject, actor=actor_for(request.user))
    datamap = current()
    categories = held(datamap, summary, law=regime_for(subject.residence).key)
    response = render(
        request,
        "exports/holdings_summary.html",
        {
            "summary": summary,
            "with_data": [one for one in categories if one.about.category.held and one.total != 0],
            "without_data": [one for one in categories if one.about.category.held and one.total == 0],
            "elsewhere": [one for one in categories if not one.about.category.held],
            "entries": sum(n for store in summary.counts.values() for n in store.values()),
            "unavailable": [datamap.stores[key].name for key in summary.unavailable if key in datamap.stores],
            "checked": names_of_quarantined(datamap),
        },
    )
    if summary.counted_at is None and summary.counting:
        response.headers["Refresh"] = LOOK_AGAIN
    return response
