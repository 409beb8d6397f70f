"""Pages of the trial's mailbox. They exist only in the trial, where every letter is made up."""

from csp.decorators import csp
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.mailbox import letters

PER_PAGE = 50


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the letters, newest first, all of them page by page or those to one address."""
    to = request.GET.get("to", "").strip()
    if to:
        return render(request, "trial/mailbox.html", {"letters": letters.newest_to(to), "to": to})
    page = Paginator(letters.names(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "trial/mailbox.html", {"letters": letters.read(page), "page_obj": page})


@require_safe
def read_letter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one letter as text, with its links to follow."""
    return render(request, "trial/letter.html", {"letter": _letter(name)})


@require_safe
@csp({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "img-src": ["data:"]})
def read_html(request: HttpRequest, name: str) -> HttpResponse:
    """Show one letter as a mail program would. Styles stand in the letter itself, as mail programs want them."""
    return HttpResponse(_letter(name).html)


def _letter(name: str) -> letters.Letter:
    found = letters.letter(name)
    if found is None:
        raise Http404
    return found
