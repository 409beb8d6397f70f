"""Enquiries in the staff admin: a queue by date, one page each, and buttons that call the actions."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.actor import actor_for
from accounts.clock import today
from dsr.actions.enquiries import look_at_enquiry
from dsr.admin_queue import Queue, take_decision
from dsr.enquiries.words import answers_of, words_of
from dsr.forms.enquiring import DECISIONS
from dsr.models import Enquiry
from dsr.models.enquiry import EnquiryQuerySet
from dsr.permissions import ANSWER, DECIDE
from dsr.timeline import in_words

CHANGE = "admin:dsr_enquiry_change"
NEEDS = {"answer": ANSWER, "close": ANSWER, "request": DECIDE}


class Waiting(admin.SimpleListFilter):
    """What the start page counts."""

    title = _("what is due")
    parameter_name = "pressing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the groups of the start page."""
        return [("late", _("late")), ("waiting", _("waiting for an answer"))]

    def queryset(self, request: HttpRequest, queryset: EnquiryQuerySet) -> EnquiryQuerySet:
        """Return the chosen group."""
        if self.value() == "late":
            return queryset.late()
        return queryset.waiting() if self.value() == "waiting" else queryset


@admin.register(Enquiry)
class EnquiryAdmin(Queue):
    """The queue, the most urgent enquiry first; nothing can be edited, only answered."""

    list_display = ("numbered", "kind", "due_tag", "state", "received_at")
    list_filter = (Waiting, "state", "kind", "channel")
    heading = _("Enquiries")

    @admin.display(description=_("due"))
    def due_tag(self, obj: Enquiry) -> str:
        """Show the company's own date while nobody has answered, red when it is over."""
        if obj.state != Enquiry.State.OPEN:
            return "-"
        tone = " tag--urgent" if obj.due < today() else ""
        return format_html('<span class="tag{}">{}</span>', tone, in_words(obj.due))

    def get_urls(self) -> list[URLPattern]:
        """Add the decisions to the admin's own addresses."""
        decide = path(
            "<int:pk>/decide/<str:name>/",
            self.admin_site.admin_view(self.decide),
            name="dsr_enquiry_decide",
        )
        return [decide, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one enquiry. That it was looked at is recorded first."""
        enquiry = self._enquiry(request, object_id)
        look_at_enquiry(enquiry, actor=actor_for(request.user))
        user: Any = request.user
        open_ = enquiry.state != Enquiry.State.CLOSED
        context = {
            "words": words_of(enquiry),
            "answers": answers_of(enquiry),
            "decisions": [
                (name, form.title) for name, form in DECISIONS.items() if open_ and user.has_perm(NEEDS[name])
            ],
        }
        return self._page(request, "admin/dsr/enquiry_detail.html", enquiry, context)

    def decide(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Ask what the decision needs, then take it."""
        enquiry = self._enquiry(request, pk)
        if name not in DECISIONS:
            raise Http404
        if not request.user.has_perm(NEEDS[name]):  # type: ignore[union-attr]
            raise PermissionDenied
        form = DECISIONS[name](request.POST if request.method == "POST" else None, enquiry=enquiry)
        if take_decision(request, form, said=_("Done.")):
            return redirect(CHANGE, pk)
        return self._page(request, "admin/dsr/enquiry_decision.html", enquiry, {"form": form})

    def _enquiry(self, request: HttpRequest, pk: object) -> Enquiry:
        found: Enquiry = self.row(request, Enquiry.objects.select_related("subject", "request"), pk)
        return found

    def _page(
        self, request: HttpRequest, template: str, enquiry: Enquiry, context: dict[str, Any]
    ) -> HttpResponse:
        own = {"enquiry": enquiry, "back": reverse(CHANGE, args=[enquiry.pk])}
        return self.page(request, template, enquiry.reference, {**own, **context})
