"""Every choice one made, and a receipt for each."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from consent.models import ConsentRecord
from consent.owner import own_holders
from consent.receipts import receipt_of
from consent.standing import name_of

PER_PAGE = 20


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """List the visitor's own entries, the newest first; who has none is led to where choices are made."""
    holders = own_holders(request)
    if not holders:
        return redirect("consent:choices")
    entries = ConsentRecord.objects.filter(holder__in=holders).order_by("-decided_at", "-sequence")
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "consent/choices_history.html",
        {"page_obj": page, "rows": [_row(entry) for entry in page.object_list]},
    )


@require_safe
def receipt(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Hand out the receipt of one of the visitor's own entries. Raise Http404 for anybody else's."""
    entry = get_object_or_404(ConsentRecord, holder__in=own_holders(request), ref=ref)
    answer = JsonResponse(receipt_of(entry), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="choice-receipt-{entry.ref}.json"'
    return answer


def _row(entry: ConsentRecord) -> dict[str, Any]:
    return {"entry": entry, "name": name_of(entry.about, entry.key)}
