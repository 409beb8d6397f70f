"""Pages for the person an agent files for, opened from a mail: confirm the permission, fetch the copy."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.actor import VISITOR
from accounts.errors import DomainError
from accounts.public_forms import PublicRequest, public_form
from accounts.rate_limits import count, place_of
from dsr.actions.mandates import answer_permission
from dsr.actions.verification import send_code, verify_request
from dsr.agents.words import mandate_of, words_of
from dsr.contact import contact_of
from dsr.copies import copy_of
from dsr.errors import CodeRefused, MoveNotAllowed, NotAskedAnyMore
from dsr.forms.asking import CodeForm
from dsr.lifecycle import State
from dsr.links import request_of
from dsr.models import DataSubjectRequest, Mandate
from dsr.views.copies import hand_over

DAY = 24 * 3600
KEPT_DAYS = 30
"""Days after its time in which a link still says what became of the question."""


@public_form("agent-confirm")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: PublicRequest, token: str) -> HttpResponse:
    """Ask the person whether they gave the permission, once; afterwards say what was answered."""
    asked = _asked("agent-confirm", token, (settings.AGENT_ANSWER_DAYS + KEPT_DAYS) * DAY)
    mandate = mandate_of(asked)
    if mandate is None:
        raise Http404
    if mandate.confirmation != Mandate.Confirmation.WAITING or asked.state != State.OPEN:
        return render(request, "dsr/agent_answered.html", {"asked": asked, "mandate": mandate})
    form, problem, sent = CodeForm(), "", False
    if request.method == "POST":
        form = CodeForm(request.POST) if request.POST.get("do") == "code" else form
        try:
            count("code", place_of(request))
            sent = _take(request.POST.get("do", ""), asked, mandate, form)
            if not sent and not form.errors:
                return redirect("dsr:agent_confirm", token)
        except (NotAskedAnyMore, MoveNotAllowed):
            return redirect("dsr:agent_confirm", token)
        except CodeRefused as error:
            form.add_error("code", str(error.message))
        except DomainError as error:
            problem = str(error.message)
    context = {
        "asked": asked,
        "mandate": mandate,
        "words": words_of(mandate),
        "contact": contact_of(asked),
        "form": form,
        "problem": problem,
        "sent": sent,
        "token": request.form_token,
    }
    return render(request, "dsr/agent_confirm.html", context)


def _take(wanted: str, asked: DataSubjectRequest, mandate: Mandate, form: CodeForm) -> bool:
    """Do what was pressed and return whether that was only a new code."""
    if wanted == "no":
        answer_permission(asked, actor=VISITOR, given=False)
    elif wanted == "yes" and not mandate.by_code:
        answer_permission(asked, actor=VISITOR, given=True)
    elif wanted == "code" and mandate.by_code and form.is_valid():
        verify_request(asked, actor=VISITOR, code=form.cleaned_data["code"])
    elif wanted == "resend" and mandate.by_code:
        count("mailbox", str(asked.ref))
        send_code(asked, actor=VISITOR)
        return True
    return False


@public_form("agent-copy")
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: PublicRequest, token: str) -> HttpResponseBase:
    """Let the person whose data it is fetch the copy an agent asked for, with a code mailed to their own address."""
    asked = _asked("agent-copy", token, (settings.PACKAGE_LIFE_DAYS + 1) * DAY)
    if copy_of(asked) is None or request.method != "POST":
        return _copy(request, asked)
    form = CodeForm()
    try:
        if request.POST.get("do") == "fetch":
            form = CodeForm(request.POST)
            count("code", place_of(request))
            if form.is_valid():
                return hand_over(request, asked, code=form.cleaned_data["code"])
        else:
            count("mailbox", str(asked.ref))
            send_code(asked, actor=VISITOR, purpose="download")
    except CodeRefused as error:
        form.add_error("code", str(error.message))
    except DomainError as error:
        return _copy(request, asked, problem=str(error.message))
    return render(request, "dsr/track_code.html", {"token": request.form_token, "form": form, "asked": asked})


def _copy(request: PublicRequest, asked: DataSubjectRequest, *, problem: str = "") -> HttpResponse:
    context = {"asked": asked, "copy": copy_of(asked), "problem": problem, "token": request.form_token}
    return render(request, "dsr/agent_copy.html", context)


def _asked(purpose: str, token: str, life: int) -> DataSubjectRequest:
    """Return the request a mailed link belongs to. Raise Http404 when it is forged or too old."""
    found = request_of(token, purpose, life=life)
    if found is None:
        raise Http404
    return found
