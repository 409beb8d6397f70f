"""The data map for staff: its versions, and the registers of recipients, transfers and releases it amounts to."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from accounts.clock import today
from accounts.datamap.current import current
from accounts.datamap.history import in_force, latest_id, revive
from accounts.datamap.registers import registers_of
from accounts.datamap.vocabulary import DataMap
from accounts.look_only import LookOnly
from accounts.models import DataMapVersion

TEMPLATE = "admin/accounts/datamapversion/registers.html"


@admin.register(DataMapVersion)
class DataMapAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Every kept version of the data map; a version opens as the registers it amounts to."""

    list_display = ("number", "effective", "applied_at", "applies")
    list_display_links = ("number",)
    list_filter = ()
    date_hierarchy = None

    def get_urls(self) -> list[URLPattern]:
        """Add the registers of the map by which the portal works."""
        own = path(
            "registers/", self.admin_site.admin_view(self.registers), name="accounts_datamapversion_registers"
        )
        return [own, *super().get_urls()]

    def registers(self, request: HttpRequest) -> HttpResponse:
        """Show the registers of the map by which the portal works."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        own = DataMapVersion.objects.filter(pk=latest_id()).defer("content").first()
        return self._show(request, current(), own, title=_("Registers"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the registers as they were in a version, with the state of reviews on the day it came into force or today."""
        version = self.row(request, DataMapVersion.objects.all(), object_id)
        title = _("Registers of version %(number)s") % {"number": version.pk}
        return self._show(request, revive(version), version, title=title, former=True)

    def _show(
        self,
        request: HttpRequest,
        datamap: DataMap,
        version: DataMapVersion | None,
        *,
        title: Any,
        former: bool = False,
    ) -> HttpResponse:
        day = today()
        context = {
            "registers": registers_of(datamap, day),
            "organisation": datamap.organisation,
            "version": version,
            "former": former,
            "today": day,
        }
        return self.page(request, TEMPLATE, title, context)

    @admin.display(description=_("version"), ordering="pk")
    def number(self, version: DataMapVersion) -> str:
        """Return its number."""
        return str(version.pk)

    @admin.display(description=_("applies today"), boolean=True)
    def applies(self, version: DataMapVersion) -> bool:
        """Return whether it is the one in force."""
        there = in_force(today())
        return there is not None and there.pk == version.pk
