"""Leave a list: with one click of a mail program (RFC 8058), or with one button on a page."""

from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actor import VISITOR
from accounts.mail_links import MailLink
from accounts.public_forms import PublicRequest, public_form
from accounts.signing import make_token, read_token
from consent.actions.messages import switch_off, switch_on_again
from consent.choices import About, Choice, Holder, topics
from consent.limits import TooManyChanges, count_allowing
from consent.models import ConsentRecord
from consent.preferences import person_of

UNDO_LIFE = 2 * 3600
"""Seconds in which what was switched off on the page can be undone there."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponseBase:
    """Switch off on a POST without any context, whatever its body; on a GET show a page with a button for it.

    A mail program sends no cookie, no origin and no form of ours, so the signed token is all it can prove. It is
    no more to guess than to count by the sender's network address, which many people of one provider share; so
    nothing is counted. Programs that follow the links of a mail change nothing by looking.
    """
    link = MailLink.read(token)
    if link is None:
        return render(request, "consent/link_refused.html", status=404)
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})
    if request.method == "POST" and not _from_our_page(request):
        switch_off(link, actor=VISITOR, method=ConsentRecord.Method.ONE_CLICK)
        return HttpResponse(
            _("You will get no more of these mails."), content_type="text/plain; charset=utf-8"
        )
    return _page(request, link, token)


# A mail program chooses the charset of its body, and nothing in it is needed: see config/refusals.py.
unsubscribe.takes_any_body = True  # type: ignore[attr-defined]


def _from_our_page(request: HttpRequest) -> bool:
    """Return whether a button of ours was pressed. A body that cannot be read is none of ours, and switches off like any other."""
    try:
        return "do" in request.POST
    except (BadRequest, SuspiciousOperation, MultiPartParserError):
        return False


@public_form("unsubscribe")
def _page(request: PublicRequest, link: MailLink, token: str) -> HttpResponse:
    if request.method != "POST":
        return _show(request, link, token, "consent/unsubscribe.html")
    if request.POST["do"] == "undo":
        keys = read_token("undo", request.POST.get("undo", ""), max_age=UNDO_LIFE) or []
        try:
            _hold_off(link)
            entries = switch_on_again(link, actor=VISITOR, keys=keys)
        except TooManyChanges as error:
            return _show(request, link, token, "consent/unsubscribe_done.html", problem=str(error.message))
        return _show(request, link, token, "consent/unsubscribe_undone.html", names=_names(entries))
    entries = switch_off(link, actor=VISITOR, method=ConsentRecord.Method.LINK)
    undo = make_token("undo", [entry.key for entry in entries])
    return _show(request, link, token, "consent/unsubscribe_done.html", names=_names(entries), undo=undo)


def _hold_off(link: MailLink) -> None:
    subject = person_of(link)
    if subject is not None:
        count_allowing(Holder.of(subject), [Choice(About.TOPIC, link.topic, allowed=True, channel="mail")])


def _show(request: PublicRequest, link: MailLink, token: str, template: str, **more: Any) -> HttpResponse:
    everything = topics()
    topic = everything.get(link.topic)
    context = {
        "topic": topic,
        "everything": topic is not None and topic.locked,
        "locked": [t for t in everything.values() if t.locked],
        "mail_token": token,
        "token": request.form_token,
        **more,
    }
    return render(request, template, context)


def _names(entries: list[ConsentRecord]) -> list[str]:
    known = topics()
    return [known[entry.key].name for entry in entries]
