"""Corrections in the staff admin: what became of them, and the decision about one that was undone; never a value."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actor import actor_for
from accounts.look_only import Kept
from exports.actions.corrected import let_go_correction, look_at_correction
from exports.actions.corrections import restore_correction
from exports.admin_search import ByReference
from exports.models import Correction


@admin.register(Correction)
class CorrectionAdmin(ByReference, Kept, admin.ModelAdmin):
    """Read-only list of corrections with the two things staff may decide about one that another system undid."""

    list_display = (
        "ref",
        "subject_ref",
        "store",
        "table",
        "column",
        "outcome",
        "standing",
        "repeats",
        "asked_at",
    )
    list_filter = ("standing", "outcome", "repeats", "store", "job_state")
    search_fields = ("ref", "subject__ref")
    list_select_related = ("subject",)
    actions = ("restore", "let_go")
    fields = (
        "ref", "subject_ref", "store", "table", "column", "outcome", "standing", "repeats", "asked_at", "written_at",
        "looked_at", "rewritten", "job_state", "attempts", "not_before", "last_error_code",
    )  # fmt: skip
    readonly_fields = fields

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show what became of one correction. That it was looked at is recorded first."""
        correction = self.get_object(request, object_id)
        if correction is not None and self.has_view_permission(request, correction):
            look_at_correction(correction, actor=actor_for(request.user))
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("person"))
    def subject_ref(self, correction: Correction) -> str:
        """Return the opaque reference of whose correction it is."""
        return str(correction.subject.ref)

    @admin.action(description=_("Write the person's value again"), permissions=["change"])
    def restore(self, request: HttpRequest, chosen: QuerySet[Correction]) -> None:
        """Have the chosen undone corrections written again, whatever stands there now."""
        undone = list(chosen.filter(standing=Correction.Standing.UNDONE))
        for correction in undone:
            restore_correction(correction, actor=actor_for(request.user))
        text = ngettext("%d value is written again.", "%d values are written again.", len(undone))
        messages.info(request, text % len(undone))

    @admin.action(description=_("Leave the newer value"), permissions=["change"])
    def let_go(self, request: HttpRequest, chosen: QuerySet[Correction]) -> None:
        """Give the chosen undone corrections up, because the newer value is right."""
        undone = list(chosen.filter(standing=Correction.Standing.UNDONE))
        for correction in undone:
            let_go_correction(correction, actor=actor_for(request.user))
        text = ngettext("%d newer value stays.", "%d newer values stay.", len(undone))
        messages.info(request, text % len(undone))
