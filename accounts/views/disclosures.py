"""The page "Who received your data"."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.datamap.current import current
from accounts.disclosures.shown import shown
from accounts.models import Disclosure
from accounts.owner import own_subject

ON_A_PAGE = 25


@never_cache
@login_required
@require_safe
def disclosures(request: HttpRequest) -> HttpResponse:
    """List to whom the person's data was given, the latest first; what may not be told yet is not there."""
    rows = Disclosure.objects.told_to(own_subject(request))
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "entries": list(shown(page, current()))}
    return render(request, "accounts/disclosure_list.html", context)
