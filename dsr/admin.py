"""Requests in the staff admin: a queue by date, one page each, and buttons that call the actions."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actor import actor_for
from accounts.clock import today
from accounts.errors import DomainError
from accounts.regimes.days import add_days
from accounts.regimes.laws import REGIMES
from dsr import admin_enquiries, admin_erasure  # noqa: F401  (registers their pages)
from dsr.actions.looking import look_at_request
from dsr.admin_mandates import about_agent, document_response
from dsr.admin_queue import Queue, take_decision
from dsr.agents.words import mandate_of
from dsr.contact import contact_of
from dsr.disagreeing import corrections_before, may_disagree, statement_on
from dsr.forms.deciding import DECISIONS, open_decisions
from dsr.managers import DUE_SOON, RequestQuerySet
from dsr.models import DataSubjectRequest
from dsr.permissions import DECIDE
from dsr.timeline import in_words, timeline_of
from dsr.work import retry_work, work_on

TONES = {"open": "info", "in_progress": "warning", "fulfilled": "success", "denied": "urgent"}
CHANGE = "admin:dsr_datasubjectrequest_change"


class Pressing(admin.SimpleListFilter):
    """What the start page counts."""

    title = _("what is due")
    parameter_name = "pressing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the groups of the start page."""
        return [
            ("late", _("late")),
            ("soon", _("due within seven days")),
            ("waiting", _("waiting for staff")),
            ("failed", _("with a failed job")),
            ("open", _("open in all")),
        ]

    def queryset(self, request: HttpRequest, queryset: RequestQuerySet) -> RequestQuerySet:
        """Return the chosen group."""
        chosen = self.value()
        if chosen == "late":
            return queryset.due_by(add_days(today(), -1))
        if chosen == "soon":
            return queryset.due_by(today() + DUE_SOON).filter(internal_due__gte=today())
        if chosen == "waiting":
            return queryset.waiting_for_staff()
        if chosen == "failed":
            return queryset.with_failed_work()
        return queryset.live() if chosen == "open" else queryset


class Law(admin.SimpleListFilter):
    """Choose the requests that one law governs, by its name."""

    title = _("law")
    parameter_name = "law"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the laws the portal knows."""
        return [(regime.key, gettext(regime.name)) for regime in REGIMES.values()]

    def queryset(self, request: HttpRequest, queryset: RequestQuerySet) -> RequestQuerySet:
        """Return the requests under the chosen law."""
        return queryset if self.value() is None else queryset.filter(regime=self.value())


@admin.register(DataSubjectRequest)
class RequestAdmin(Queue):
    """The queue, the most urgent request first; nothing can be edited, only decided."""

    list_display = ("numbered", "right", "due", "state_tag", "review_tag")
    list_filter = (Pressing, "state", "right", Law, "channel")
    heading = _("Requests")

    @admin.display(description=_("state"))
    def state_tag(self, obj: DataSubjectRequest) -> str:
        """Show the state in its colour."""
        return _tag(obj.get_state_display(), TONES.get(obj.state, ""))

    @admin.display(description=_("due"))
    def due(self, obj: DataSubjectRequest) -> str:
        """Show the company's own date, red when it is over and amber when it is near."""
        if obj.is_closed:
            return "-"
        tone = "urgent" if obj.days_left < 0 else "warning" if obj.days_left <= DUE_SOON.days else ""
        return _tag(in_words(obj.internal_due), tone)

    @admin.display(description=_("review"))
    def review_tag(self, obj: DataSubjectRequest) -> str:
        """Show why staff must act, while they must."""
        waits = obj.waits_for_approval or (obj.by_hand and not obj.is_closed)
        return _tag(obj.get_review_display(), "warning") if waits else "-"

    def get_urls(self) -> list[URLPattern]:
        """Add the decisions and the retry to the admin's own addresses."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/decide/<str:name>/", wrap(self.decide), name="dsr_request_decide"),
            path("<int:pk>/mandate/", wrap(require_safe(self.mandate)), name="dsr_request_mandate"),
            path(
                "<int:pk>/retry/<str:kind>/<int:job>/",
                wrap(require_POST(self.retry)),
                name="dsr_request_retry",
            ),
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one request. That it was looked at is recorded first."""
        asked = self._asked(request, object_id)
        decider = request.user.has_perm(DECIDE)  # type: ignore[union-attr]
        look_at_request(asked, actor=actor_for(request.user))
        context = {
            "asked": asked,
            "contact": contact_of(asked),
            "events": timeline_of(asked),
            "verifications": asked.verifications.order_by("pk")[:20],
            "work": work_on(asked),
            "decisions": open_decisions(asked) if decider else [],
            "decider": decider,
            "clock": asked.law.clock(asked.right),
            "corrections_before": corrections_before(asked),
            "statement": statement_on(asked) if may_disagree(asked) else None,
            **about_agent(request, asked),
        }
        return self._page(request, "admin/dsr/request_detail.html", asked, context)

    def decide(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Ask what the decision needs, then take it."""
        asked = self._asked(request, pk)
        if not request.user.has_perm(DECIDE):  # type: ignore[union-attr]
            raise PermissionDenied
        if name not in DECISIONS:
            raise Http404
        form = DECISIONS[name](request.POST if request.method == "POST" else None, request=asked)
        if take_decision(request, form, said=_("Done. The person sees it on their page.")):
            return redirect(CHANGE, pk)
        return self._page(request, "admin/dsr/decision_form.html", asked, {"form": form, "asked": asked})

    def mandate(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand the agent's document to staff who may read it, as a file."""
        asked = self._asked(request, pk)
        if mandate_of(asked) is None:
            raise Http404
        try:
            return document_response(request, asked)
        except DomainError as error:
            messages.error(request, str(error.message))
            return redirect(CHANGE, pk)

    def retry(self, request: HttpRequest, pk: int, kind: str, job: int) -> HttpResponse:
        """Put a failed job of this request back in the queue."""
        asked = self._asked(request, pk)
        try:
            retry_work(asked, kind, job, actor=actor_for(request.user))
            messages.success(request, _("The job is in the queue again."))
        except DomainError as error:
            messages.error(request, str(error.message))
        return redirect(CHANGE, pk)

    def _asked(self, request: HttpRequest, pk: object) -> DataSubjectRequest:
        found: DataSubjectRequest = self.row(
            request, DataSubjectRequest.objects.select_related("subject"), pk
        )
        return found

    def _page(
        self, request: HttpRequest, template: str, asked: DataSubjectRequest, context: dict[str, Any]
    ) -> HttpResponse:
        back = reverse(CHANGE, args=[asked.pk])
        return self.page(request, template, str(asked.reference), {"back": back, **context})


def _tag(label: str, tone: str) -> str:
    return format_html('<span class="tag{}">{}</span>', f" tag--{tone}" if tone else "", label)
