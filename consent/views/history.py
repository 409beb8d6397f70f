"""Every choice one made, and a receipt for each."""

from itertools import chain
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.datamap.words import CHANNELS
from consent.models import ConsentRecord
from consent.owner import own_chains
from consent.receipts import receipt_of
from consent.standing import decision_in_words, name_of

PER_PAGE = 20


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """List the visitor's own entries, the newest first; who has none is led to where choices are made.

    Who is signed in sees those of the account first, and those of the browser on a page of their own.
    """
    chains = own_chains(request)
    if not chains:
        return redirect("consent:choices")
    shown = request.GET.get("of", "")
    shown = shown if shown in chains else next(iter(chains))
    page = Paginator(ConsentRecord.objects.newest_first(*chains[shown]), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "consent/choices_history.html",
        {
            "page_obj": page,
            "rows": [_row(entry) for entry in page.object_list],
            "shown": shown,
            "both": len(chains) > 1,
        },
    )


@require_safe
def receipt(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Hand out the receipt of one of the visitor's own entries. Raise Http404 for anybody else's."""
    entry = get_object_or_404(
        ConsentRecord, holder__in=chain.from_iterable(own_chains(request).values()), ref=ref
    )
    answer = JsonResponse(receipt_of(entry), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="choice-receipt-{entry.ref}.json"'
    return answer


def _row(entry: ConsentRecord) -> dict[str, Any]:
    return {
        "entry": entry,
        "name": name_of(entry.about, entry.key),
        "channel": CHANNELS.get(entry.channel, entry.channel),
        "decision": decision_in_words(entry),
    }
