"""The stores in the staff admin: how each is, what is wrong with one, and a button to have it looked at again."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actor import actor_for
from accounts.datamap.current import current
from accounts.datamap.graph.layout import drawing
from accounts.datamap.graph.parts import parts_of
from accounts.look_only import LookOnly
from exports.actions.stores import check_again
from exports.models import StoreState
from exports.quarantine import CHECK


class Condition(admin.SimpleListFilter):
    """Choose the stores that need somebody."""

    title = _("condition")
    parameter_name = "condition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the two that matter."""
        return [("quarantined", _("in quarantine")), ("unreachable", _("out of reach"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StoreState]) -> QuerySet[StoreState]:
        """Return the chosen ones."""
        if self.value() == "quarantined":
            return queryset.filter(quarantined_since__isnull=False)
        return queryset.filter(unreachable_since__isnull=False) if self.value() else queryset


@admin.register(StoreState)
class StoreStateAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Every database of the data map, and whether its tables are as the map says."""

    list_display = ("name", "condition", "wrong", "quarantined_since", "checked_at")
    list_filter = (Condition,)
    fields = ("name", "store", "condition", "wrong", "quarantined_since", "unreachable_since", "checked_at")
    actions = ("look_again",)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the stores under their own name."""
        return super().changelist_view(request, {"title": _("Stores"), **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        """Add the picture of the data map."""
        own = path("picture/", self.admin_site.admin_view(self.picture), name="exports_storestate_graph")
        return [own, *super().get_urls()]

    def picture(self, request: HttpRequest) -> HttpResponse:
        """Show every store with its tables, the ways to a person and the recipients. No person's data is in it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        drawings = [drawing(parts) for parts in parts_of(current())]
        template = "admin/exports/storestate/graph.html"
        return self.page(request, template, _("Picture of the data map"), {"drawings": drawings})

    def has_check_permission(self, request: HttpRequest) -> bool:
        """Return whether the role may have stores looked at."""
        return request.user.has_perm(CHECK)  # type: ignore[union-attr]

    @admin.display(description=_("name"))
    def name(self, state: StoreState) -> str:
        """Return what the data map calls it."""
        stores = current().stores
        return stores[state.store].name if state.store in stores else state.store

    @admin.display(description=_("condition"))
    def condition(self, state: StoreState) -> str:
        """Show in one word how it is."""
        if state.quarantined_since:
            tone, label = "urgent", _("in quarantine")
        elif state.unreachable_since:
            tone, label = "warning", _("out of reach")
        elif state.checked_at:
            tone, label = "success", _("as the map says")
        else:
            tone, label = "info", _("not looked at yet")
        return format_html('<span class="tag tag--{}">{}</span>', tone, label)

    @admin.display(description=_("what is wrong"))
    def wrong(self, state: StoreState) -> str:
        """Show each sentence of what is not as the map says."""
        sentences = ((sentence,) for sentence in (*state.problems, *state.obstacles))
        return format_html_join("", "<div>{}</div>", sentences) or "-"

    @admin.action(description=_("Look at it again"), permissions=["check"])
    def look_again(self, request: HttpRequest, chosen: QuerySet[StoreState]) -> None:
        """Have the chosen stores compared with the data map by workers."""
        for state in chosen:
            check_again(state, actor=actor_for(request.user))
        text = ngettext("%d store is looked at.", "%d stores are looked at.", len(chosen)) % len(chosen)
        messages.info(request, text)
