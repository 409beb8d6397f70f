"""The public page of promises."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dsr.promises.report import report


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Show every promise, how it is kept, and the evidence; the same for everybody."""
    shown = report()
    return render(request, "dsr/promises.html", {"report": shown, "totals": _totals(shown.totals)})


def _totals(totals: dict[str, int]) -> list[dict[str, object]]:
    return [{"status": status, "number": number} for status, number in totals.items()]
