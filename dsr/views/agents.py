"""Pages for agents: what they can do, filing for somebody else, and what they have filed."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import TooManyAttempts
from accounts.identifiers import normalise, written_plainly
from accounts.keyed_hash import keyed_hash
from accounts.public_forms import PublicRequest, public_form
from accounts.rate_limits import count, place_of
from accounts.regimes.rights import FACTS, Right
from dsr.actions.agents import FILER, Filing, file_by_agent
from dsr.agents.words import AgentContact, all_words, mandate_of
from dsr.contact import Contact
from dsr.forms.agents import STEPS, DocumentForm, steps_for
from dsr.links import request_of, token_of
from dsr.models import Agent, Mandate
from dsr.timeline import in_words
from dsr.views.walk import Answers, Walk

WALK = Walk("dsr:agent_file", STEPS, "dsr/agent_question.html")
FILED_LIFE = 24 * 3600
"""Seconds the page after filing can be looked at again."""
PER_PAGE = 20
MOST_ADDRESSES = 20


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Say who may ask for somebody else, what for, with which document, and what happens then."""
    context = {
        "asks": settings.AGENT_CONFIRMATION,
        "limit": settings.UPLOAD_MAX_MB,
        "answer_days": settings.AGENT_ANSWER_DAYS,
    }
    return render(request, "dsr/agent_guide.html", context)


@public_form("agent")
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: PublicRequest) -> HttpResponse:
    """Ask the next question, show everything for a last look, or file the request."""
    page = WALK.beginning(request)
    if page is not None:
        return page
    answers = WALK.answers(request.POST)
    step = request.POST.get("step", "right")
    page = WALK.turn(request, step, lambda said: steps_for(said.get("right", "")))
    if page is not None:
        return page
    return _file(request, answers) if step == "send" else _review(request, answers, DocumentForm())


@require_safe
def filed(request: HttpRequest, token: str) -> HttpResponse:
    """Show the reference after filing, and what happens next. A link that is forged or too old is 404."""
    asked = request_of(token, "agent-filed", life=FILED_LIFE)
    mandate = mandate_of(asked) if asked else None
    if asked is None or mandate is None:
        raise Http404
    context = {"asked": asked, "mandate": mandate, "verified": FACTS[Right(asked.right)].verified}
    return render(request, "dsr/agent_filed.html", context)


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List what was filed from the signed-in person's proven addresses, the newest first, and nothing of anybody's data."""
    own = request.user.emailaddress_set.filter(verified=True)  # type: ignore[union-attr]
    digests = [keyed_hash("email", one) for one in own.values_list("email", flat=True)[:MOST_ADDRESSES]]
    found = Mandate.objects.seen_by(digests).select_related("request", "agent__subject")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    words = all_words(list(page))
    rows = [{"mandate": m, "asked": m.request, "own": words[m.pk].reference} for m in page]
    return render(request, "dsr/agent_desk.html", {"page_obj": page, "rows": rows})


def _file(request: PublicRequest, answers: Answers) -> HttpResponse:
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _review(request, answers, form)
    filing = _filing(answers, form)
    if normalise("email", filing.person.email) == normalise("email", filing.agent.email):
        problem = _(
            "You gave the same e-mail address for the person and for yourself. Give the person's own. If you ask for yourself, you need no agent."
        )
        return _review(request, answers, form, problem=problem)
    try:
        count("agent", place_of(request))
        count("agent", normalise("email", filing.agent.email))
        if FACTS[Right(filing.right)].verified and filing.mandate_kind == Mandate.Kind.PERMISSION:
            count("mailbox", normalise("email", filing.person.email))
    except TooManyAttempts as error:
        return _review(request, answers, form, problem=str(error.message), status=429)
    said = [sorted(answers.items()), filing.document.digest.hex()]
    asked = file_by_agent(filing, actor=FILER, idempotency_key=WALK.filing(request.form_number, *said))
    return redirect("dsr:agent_filed", token_of(asked, "agent-filed"))


def _filing(answers: Answers, form: DocumentForm) -> Filing:
    return Filing(
        right=answers["right"],
        person=Contact(
            written_plainly(answers["person_email"].strip()),
            answers["person_name"].strip(),
            answers.get("details", "").strip() if answers["right"] == "rectification" else "",
        ),
        agent=AgentContact(written_plainly(answers["agent_email"].strip()), answers["agent_name"].strip()),
        agent_kind=answers["agent_kind"],
        reference=answers.get("own_reference", "").strip(),
        mandate_kind=answers["mandate_kind"],
        signed_on=_day(answers),
        document=form.cleaned_data["document"],
    )


def _day(answers: Answers) -> date:
    form = STEPS["mandate"](answers)
    form.full_clean()
    return form.cleaned_data["signed_on"]  # type: ignore[no-any-return]


def _review(
    request: PublicRequest, answers: Answers, form: DocumentForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    def chosen(step: str, field: str) -> str:
        return str(dict(STEPS[step].base_fields[field].choices)[answers[field]])  # type: ignore[attr-defined]

    shown: dict[str, tuple[str, str]] = {
        "right": (_("The person wants"), chosen("right", "right")),
        "details": (_("It is about"), answers.get("details", "")),
        "person": (
            _("The person"),
            f"{answers['person_name']}\n{answers['person_email']}\n" + _("lives in California"),
        ),
        "agent": (
            _("You"),
            "\n".join(
                filter(
                    None,
                    [
                        f"{answers['agent_name']} ({Agent.Kind(answers['agent_kind']).label})",
                        answers["agent_email"],
                        answers.get("own_reference", ""),
                    ],
                )
            ),
        ),
        "mandate": (_("The document"), f"{chosen('mandate', 'mandate_kind')}\n{in_words(_day(answers))}"),
    }
    rows = [{"step": s, "label": shown[s][0], "value": shown[s][1]} for s in steps_for(answers["right"])]
    asks = (
        settings.AGENT_CONFIRMATION
        if FACTS[Right(answers["right"])].verified and answers["mandate_kind"] == Mandate.Kind.PERMISSION
        else ""
    )
    context: dict[str, Any] = {"rows": rows, "form": form, "problem": problem, "asks": asks}
    return WALK.page(request, "dsr/agent_review.html", answers, status=status, step="send", **context)
