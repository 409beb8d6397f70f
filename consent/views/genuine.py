"""Did this message come from us? And what to do about one that did not."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.codes import read_reference
from accounts.datamap.words import CLASSES
from accounts.errors import DomainError
from accounts.public_forms import PublicRequest, public_form
from accounts.rate_limits import count, place_of
from consent.choices import topics
from consent.forms import GenuineForm
from consent.models import MailDelivery


@public_form("genuine")
@require_http_methods(["GET", "HEAD", "POST"])
def genuine(request: PublicRequest) -> HttpResponseBase:
    """Say for a mail's number what kind of mail left under it and on which day, never to whom; looking up needs a press."""
    if request.method != "POST":
        form = GenuineForm(initial={"reference": request.GET.get("ref", "")[:60]})
        return _show(request, form)
    form = GenuineForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    try:
        count("genuine", place_of(request))
    except DomainError as error:
        form.add_error(None, str(error.message))
        return _show(request, form)
    reference = read_reference(form.cleaned_data["reference"])
    if reference is None:
        form.add_error(
            "reference",
            _(
                "This is not a number of ours, or it has a slip. Compare it with the mail, character by character."
            ),
        )
        return _show(request, form)
    return _show(request, form, asked=reference, found=_found(reference))


@require_safe
def safe_mail(request: HttpRequest) -> HttpResponse:
    """Say what our mail never asks, how to check one, and where to send a suspicious one."""
    return render(request, "consent/safe_mail.html")


def _found(reference: str) -> dict[str, Any] | None:
    """Return what may be told about the mail that left under this number, or None."""
    mail = MailDelivery.objects.filter(reference=reference, sent_at__isnull=False).first()
    if mail is None:
        return None
    topic = topics().get(mail.topic)
    return {
        "topic": topic.name if topic else mail.topic,
        "meaning": CLASSES.get(mail.message_class, mail.message_class),
        "sent_on": mail.sent_at,
    }


def _show(request: PublicRequest, form: GenuineForm, **more: Any) -> HttpResponse:
    return render(request, "consent/genuine.html", {"form": form, "token": request.form_token, **more})
