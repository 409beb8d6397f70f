"""The audit trail in the staff admin: to be read, and nothing else."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.look_only import LookOnly
from accounts.models import AuditEvent


class NameFilter(admin.SimpleListFilter):
    """What happened. The names come from the program: asking a trail of millions of rows for them would take long."""

    title = _("name")
    parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return every registered name."""
        return [(name, name) for name in sorted(audit.events)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """Return the events of the chosen name."""
        return queryset.filter(name=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """What happened, the latest first; names and opaque references only."""

    list_display = ("occurred_at", "name", "actor", "subject_ref", "data")
    list_filter = (NameFilter,)
    search_fields = ("=subject_ref", "=correlation", "actor")
    list_per_page = 100
    show_full_result_count = False
