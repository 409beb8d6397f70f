"""Packages in the staff admin: how they are getting on and a retry; never what is in them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actor import actor_for
from accounts.look_only import Kept
from exports import admin_corrections, admin_stores  # noqa: F401  (registers their pages)
from exports.actions.expiry import expire_package
from exports.actions.looking import look_at_package
from exports.actions.packages import CannotRetry, retry_package
from exports.admin_questions import QuestionAdmin
from exports.admin_search import ByReference
from exports.models import ExportPackage

__all__ = ["PackageAdmin", "QuestionAdmin"]


class StillStored(admin.SimpleListFilter):
    """Choose expired packages whose content the storage has not deleted."""

    title = _("content")
    parameter_name = "content"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the one choice."""
        return [("stored", _("expired, still to be deleted"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ExportPackage]) -> QuerySet[ExportPackage]:
        """Return the packages the choice means."""
        stored = ExportPackage.objects.still_stored().values("pk")
        return queryset.filter(pk__in=stored) if self.value() == "stored" else queryset


@admin.register(ExportPackage)
class PackageAdmin(ByReference, Kept, admin.ModelAdmin):
    """Read-only list of packages with the two things staff may do."""

    list_display = (
        "ref",
        "subject_ref",
        "shown_state",
        "progress",
        "created_at",
        "expires_at",
        "last_error_code",
    )
    list_filter = ("job_state", "last_error_code", StillStored)
    search_fields = ("ref", "subject__ref", "request_ref")
    list_select_related = ("subject",)
    actions = ("retry", "expire")
    fields = (
        "ref", "subject_ref", "request_ref", "shown_state", "progress", "created_at", "ready_at", "expires_at",
        "expired_at", "removed_at", "length", "downloads_allowed", "downloads", "last_opened_at", "map_version", "job_state", "attempts",
        "not_before", "last_error_code",
    )  # fmt: skip
    readonly_fields = fields

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show how one copy is getting on. That it was looked at is recorded first."""
        package = self.get_object(request, object_id)
        if package is not None and self.has_view_permission(request, package):
            look_at_package(package, actor=actor_for(request.user))
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("person"))
    def subject_ref(self, package: ExportPackage) -> str:
        """Return the opaque reference of whose copy it is."""
        return str(package.subject.ref)

    @admin.display(description=_("state"), ordering="job_state")
    def shown_state(self, package: ExportPackage) -> str:
        """Return the state as the person sees it."""
        return str(package.state.label)

    @admin.display(description=_("parts"))
    def progress(self, package: ExportPackage) -> str:
        """Return how many parts are done."""
        return f"{package.sections_done}/{package.sections_total}"

    @admin.action(description=_("Try failed copies again"), permissions=["change"])
    def retry(self, request: HttpRequest, chosen: QuerySet[ExportPackage]) -> None:
        """Put the chosen failed packages back in the queue."""
        done = 0
        for package in chosen:
            try:
                retry_package(package, actor=actor_for(request.user))
            except CannotRetry as error:
                messages.warning(request, f"{package.ref}: {error.message}")
            else:
                done += 1
        text = ngettext("%d copy is tried again.", "%d copies are tried again.", done) % done
        messages.info(request, text)

    @admin.action(description=_("Delete the content now"), permissions=["change"])
    def expire(self, request: HttpRequest, chosen: QuerySet[ExportPackage]) -> None:
        """Let the chosen packages expire."""
        for package in chosen:
            expire_package(package, actor=actor_for(request.user))
