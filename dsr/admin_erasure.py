"""Erasures and receipts in the staff admin: to look at. A failed erasure is tried again on its request's page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.actor import actor_for
from accounts.look_only import LookOnly
from dsr.actions.looking import look_at_request
from dsr.erasure.receipt import is_genuine
from dsr.models import DeletionReceipt, ErasureRun, ErasureStep
from exports.models import StoreState
from exports.quarantine import StoreQuarantined


class StepInline(LookOnly, admin.TabularInline):  # type: ignore[type-arg]
    """The tables of a run, in order."""

    model = ErasureStep
    fields = ("store", "table", "handling", "expected", "touched", "done_at")
    ordering = ("place",)
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow whoever may see the run."""
        return bool(request.user.has_perm("dsr.view_erasurerun"))  # type: ignore[union-attr]


@admin.register(ErasureRun)
class ErasureRunAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Every erasure with its stage; what still stood where, by place and never by value."""

    list_display = ("request", "stage", "job_state", "last_error_code", "planned_at", "finished_at")
    list_filter = ("stage", "job_state")
    list_select_related = ("request",)
    search_fields = ("request__reference",)
    ordering = ("-pk",)
    fields = (
        "request", "stage", "job_state", "attempts", "last_error_code", "places", "rounds",
        "created_at", "planned_at", "finished_at",
    )  # fmt: skip
    inlines = (StepInline,)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one erasure. That its request was looked at is recorded first."""
        run = self.get_object(request, object_id)
        if run is not None and self.has_view_permission(request, run):
            look_at_request(run.request, actor=actor_for(request.user))
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("findings"))
    def places(self, obj: ErasureRun) -> str:
        """Show the places where something still stood, and while it waits for one, what is wrong with a store."""
        shown = [_place(finding) for finding in obj.findings]
        if obj.last_error_code == StoreQuarantined.code and obj.job_state == ErasureRun.JobState.QUEUED:
            states = StoreState.objects.quarantined()
            shown += [sentence for state in states for sentence in (*state.problems, *state.obstacles)]
        return format_html_join("", "<div>{}</div>", ((one,) for one in shown)) or "-"


@admin.register(DeletionReceipt)
class DeletionReceiptAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """The signed receipts, and whether their signature holds."""

    list_display = ("ref", "issued_at", "genuine")
    search_fields = ("ref", "subject_ref")
    ordering = ("-issued_at",)
    fields = ("ref", "subject_ref", "issued_at", "genuine", "content")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one receipt. That its request was looked at is recorded first."""
        receipt = self.get_object(request, object_id)
        if receipt is not None and self.has_view_permission(request, receipt):
            look_at_request(receipt.run.request, actor=actor_for(request.user))
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("signature holds"), boolean=True)
    def genuine(self, obj: DeletionReceipt) -> bool:
        """Return whether nobody altered the receipt."""
        return is_genuine(obj)


def _place(finding: dict[str, Any]) -> str:
    where = ".".join(filter(None, [finding["store"], finding["table"], finding["column"]]))
    return f"{where}: {finding['rows']}"
