"""Follow a request without signing in: reference and secret open it, a newly mailed code opens the copy."""

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import VISITOR
from accounts.codes import matches, read_reference
from accounts.errors import DomainError
from accounts.public_forms import PublicRequest, public_form
from accounts.rate_limits import count, place_of
from dsr.actions.copies import make_copy_again
from dsr.actions.requests import revoke_request
from dsr.actions.verification import send_code
from dsr.copies import can_be_made_again, copy_of, fetched_by_sender, latest_copy_of
from dsr.disagreeing import may_disagree_unsigned, statement_on
from dsr.errors import CodeRefused
from dsr.forms.asking import CodeForm, TrackForm
from dsr.links import request_of, token_of
from dsr.models import DataSubjectRequest
from dsr.views.copies import hand_over
from dsr.views.disagreeing import KEPT, keep, statement_form
from dsr.views.requests import FILES, complaint_download, complaint_page, page_of
from exports.cooling import again_at
from exports.copies import shown

PASS_LIFE = 30 * 60
"""Seconds a request's page can be acted on after it was opened."""
NOBODY = b"\x00" * 32


@public_form("track")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: PublicRequest) -> HttpResponseBase:
    """Open a request by reference and secret, and do what its page offers."""
    if request.method != "POST":
        return _door(request, TrackForm())
    asked = opened(request)
    if asked is not None:
        return _act(request, asked)
    form = TrackForm(request.POST)
    try:
        count("tracker", place_of(request))
        asked = find(form) if form.is_valid() else None
    except DomainError as error:
        form.add_error(None, str(error.message))
    if asked is None:
        if not form.errors:
            form.add_error(
                None, _("We know no request with this reference and secret. Check both, and try again.")
            )
        return _door(request, form)
    return _status(request, asked)


def opened(request: PublicRequest) -> DataSubjectRequest | None:
    """Return the request whose page this form was on, while the page's pass is valid."""
    return request_of(request.POST.get("pass", ""), "track", life=PASS_LIFE)


def find(form: forms.Form) -> DataSubjectRequest | None:
    """Return the request both values belong to; a wrong one of either takes as long and says as much as no one."""
    reference = read_reference(form.cleaned_data["reference"]) or ""
    asked = DataSubjectRequest.objects.select_related("subject").filter(reference=reference).first()
    kept = asked.secret_digest if asked and asked.secret_digest else NOBODY
    return asked if matches("tracker", form.cleaned_data["secret"], kept) and kept != NOBODY else None


def _act(request: PublicRequest, asked: DataSubjectRequest) -> HttpResponseBase:
    wanted, done = request.POST.get("do", ""), ""
    if wanted == "ask-cancel":
        return render(request, "dsr/track_cancel.html", _passes(request, asked))
    try:
        if wanted == "cancel":
            asked = revoke_request(asked, actor=VISITOR)
        elif wanted == "code" and copy_of(asked) and fetched_by_sender(asked):
            count("mailbox", str(asked.ref))
            send_code(asked, actor=VISITOR, purpose="download")
            return _code(request, asked, CodeForm())
        elif wanted == "fetch" and fetched_by_sender(asked):
            return _fetch(request, asked)
        elif wanted == "again":
            make_copy_again(asked, actor=VISITOR)
            done = _("We make your copy again, and write to you when it is ready.")
        elif wanted in ("disagree", "statement") and may_disagree_unsigned(asked):
            return _disagree(request, asked, sent=wanted == "statement")
        elif wanted == "complaint":
            return render(
                request, "dsr/complaint_pack.html", {**complaint_page(asked), **_passes(request, asked)}
            )
        elif wanted.removeprefix("complaint-") in FILES:
            return complaint_download(asked, wanted.removeprefix("complaint-"))
    except DomainError as error:
        return _status(request, asked, problem=str(error.message))
    return _status(request, asked, done=done)


def _fetch(request: PublicRequest, asked: DataSubjectRequest) -> HttpResponseBase:
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            count("code", place_of(request))
            return hand_over(request, asked, code=form.cleaned_data["code"])
        except CodeRefused as error:
            form.add_error("code", str(error.message))
    return _code(request, asked, form)


def _disagree(request: PublicRequest, asked: DataSubjectRequest, *, sent: bool) -> HttpResponse:
    form = statement_form(request, asked, sent=sent)
    if keep(form, asked, actor=VISITOR):
        return _status(request, asked, done=str(KEPT))
    return render(request, "dsr/track_disagree.html", {**_passes(request, asked), "form": form})


def _code(request: PublicRequest, asked: DataSubjectRequest, form: forms.Form) -> HttpResponse:
    return render(request, "dsr/track_code.html", {**_passes(request, asked), "form": form})


def _door(request: PublicRequest, form: forms.Form) -> HttpResponse:
    return render(request, "dsr/track_door.html", {"form": form, "token": request.form_token})


def _status(
    request: PublicRequest, asked: DataSubjectRequest, *, problem: str = "", done: str = ""
) -> HttpResponse:
    context = {**page_of(asked), **_passes(request, asked), **_copy(asked), "problem": problem, "done": done}
    context |= {"may_disagree": may_disagree_unsigned(asked), "statement": statement_on(asked)}
    return render(request, "dsr/track_status.html", context)


def _copy(asked: DataSubjectRequest) -> dict[str, object]:
    """Return what the page says of the copy: how long and how often it can be fetched, or that it can be made again and when."""
    package = latest_copy_of(asked) if fetched_by_sender(asked) else None
    if package is None:
        return {"copy": None, "over": None}
    over = can_be_made_again(asked, package)
    return {
        "copy": copy_of(asked),
        "over": package if over else None,
        "one": shown(package),
        "again_at": again_at(asked.subject, package.wish) if over else None,
    }


def _passes(request: PublicRequest, asked: DataSubjectRequest) -> dict[str, object]:
    return {"asked": asked, "token": request.form_token, "pass": token_of(asked, "track")}
