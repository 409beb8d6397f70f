"""Questions to stores outside in the staff admin: how they stand, ask again, and an answer that came another way."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.actor import actor_for
from accounts.errors import DomainError
from accounts.look_only import LookOnly
from accounts.sealing import readable
from exports.actions.looking import look_at_question
from exports.admin_search import ByReference
from exports.models import StoreTask
from exports.outside.ending import BAD
from exports.outside.letters import CHANGE
from exports.outside.staff_forms import DECISIONS
from exports.outside.stores import name_of

PAGE = "admin:exports_storetask_change"


@admin.register(StoreTask)
class QuestionAdmin(ByReference, LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Every question with its state; nothing can be edited, only asked again or answered for the store."""

    list_display = (
        "ref",
        "store_name",
        "verb",
        "shown_state",
        "due_at",
        "asked_at",
        "answered_at",
        "last_error_code",
    )
    list_filter = ("state", "verb", "store", "job_state")
    search_fields = ("ref", "request_ref", "subject__ref")
    search_help_text = _("Number of the question, of the request or copy, or of the person")
    ordering = ("-pk",)
    list_per_page = 50

    def get_urls(self) -> list[URLPattern]:
        """Add what staff can do to the admin's own addresses."""
        decide = path(
            "<int:pk>/decide/<str:name>/",
            self.admin_site.admin_view(self.decide),
            name="exports_storetask_decide",
        )
        return [decide, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one question. That it was looked at is recorded first."""
        task = self._task(request, object_id)
        look_at_question(task, actor=actor_for(request.user))
        may = request.user.has_perm(CHANGE)  # type: ignore[union-attr]
        context = {
            "note": readable(task.subject, task.sealed_note, life="record"),
            "decisions": [(name, form.title) for name, form in DECISIONS.items() if may and form.fits(task)],
        }
        return self._page(request, "admin/exports/question_detail.html", task, context)

    def decide(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Ask what is needed, then do it."""
        task = self._task(request, pk)
        if name not in DECISIONS:
            raise Http404
        if not request.user.has_perm(CHANGE):  # type: ignore[union-attr]
            raise PermissionDenied
        form = DECISIONS[name](request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                form.carry_out(task, actor_for(request.user))
            except DomainError as error:
                form.add_error(None, str(error.message))
            else:
                messages.success(request, _("Done."))
                return redirect(PAGE, pk)
        return self._page(request, "admin/exports/question_decision.html", task, {"form": form})

    @admin.display(description=_("system"), ordering="store")
    def store_name(self, obj: StoreTask) -> str:
        """Return what the store is called."""
        return name_of(obj.store)

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, obj: StoreTask) -> str:
        """Show the state, red where nothing can be called done, and a late answer beside it."""
        tone = " tag--urgent" if obj.state in BAD else " tag--warning" if obj.is_open else ""
        late = _("answered too late") if obj.late_state else ""
        return format_html('<span class="tag{}">{}</span> {}', tone, obj.get_state_display(), late)

    def _task(self, request: HttpRequest, pk: object) -> StoreTask:
        found: StoreTask = self.row(request, StoreTask.objects.select_related("subject"), pk)
        return found

    def _page(
        self, request: HttpRequest, template: str, task: StoreTask, context: dict[str, Any]
    ) -> HttpResponse:
        own = {
            "task": task,
            "store": name_of(task.store),
            "back": reverse(PAGE, args=[task.pk]),
            "bad": task.state in BAD,
        }
        return self.page(request, template, name_of(task.store), {**own, **context})
