"""The preference centre: which messages somebody gets, by which way. Signed in, or from the link in any mail."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.actor import VISITOR, actor_for
from accounts.datamap.words import CHANNELS
from accounts.errors import DomainError
from accounts.mail_links import MailLink
from accounts.models import DataSubject
from accounts.public_forms import PublicRequest, public_form
from consent.actions.choices import record_choices
from consent.choices import Holder, topics
from consent.limits import count_allowing
from consent.models import ConsentRecord
from consent.preferences import all_off, changes, columns, person_of, rows

Method = ConsentRecord.Method


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and change the choices of whoever is signed in."""
    subject = request.user.subject
    if subject is None:
        return render(request, "consent/preferences_of_nobody.html")
    saved = _save(request, subject, Method.PAGE) if request.method == "POST" else {}
    return _show(request, subject, **saved)


@public_form("preferences")
@require_http_methods(["GET", "HEAD", "POST"])
def preferences_from_mail(request: PublicRequest, mail_token: str) -> HttpResponseBase:
    """Show and change the choices of the person a mail was sent to, and nothing else about them; nobody signs in."""
    link = MailLink.read(mail_token)
    if link is None:
        return render(request, "consent/link_refused.html", status=404)
    subject = person_of(link)
    if subject is None:
        return render(request, "consent/preferences_of_nobody.html", {"from_mail": True})
    saved = _save(request, subject, Method.LINK) if request.method == "POST" else {}
    return _show(request, subject, token=request.form_token, from_mail=True, **saved)


def _save(request: HttpRequest, subject: DataSubject, method: str) -> dict[str, Any]:
    """Record what the table asks to change and return what the page says about it."""
    if "all_off" in request.POST:
        asked = all_off()
    else:
        asked = changes(request.POST.getlist("on"), request.POST.getlist("was"))
    actor = VISITOR if method == Method.LINK else actor_for(request.user)
    holder = Holder.of(subject)
    try:
        count_allowing(holder, asked)
        entries = record_choices(holder, actor=actor, choices=asked, method=method)
    except DomainError as error:
        return {"problem": str(error.message)}
    return {"saved": True, "changed": [_told(entry) for entry in entries]}


def _told(entry: ConsentRecord) -> dict[str, Any]:
    return {
        "name": topics()[entry.key].name,
        "channel": CHANNELS[entry.channel],
        "on": entry.allowed,
    }


def _show(request: HttpRequest, subject: DataSubject, **more: Any) -> HttpResponse:
    every = rows(subject)
    context = {
        "rows": [row for row in every if not row.topic.locked],
        "locked": [row for row in every if row.topic.locked],
        "columns": columns(),
        **more,
    }
    return render(request, "consent/preferences.html", context)
