"""The audit trail in the staff admin: to be read, and nothing else."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import AuditEvent


@admin.register(AuditEvent)
class AuditAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What happened, the latest first; names and opaque references only."""

    list_display = ("occurred_at", "name", "actor", "subject_ref", "data")
    list_filter = ("name",)
    search_fields = ("=subject_ref", "=correlation", "actor")
    list_per_page = 100
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: the program writes the trail."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: the trail is never changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: the trail is never removed."""
        return False
