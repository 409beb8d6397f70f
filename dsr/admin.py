"""The staff's view of requests."""

from django.contrib import admin

from dsr.models import DataSubjectRequest


@admin.register(DataSubjectRequest)
class RequestAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Requests, the most urgent first."""

    list_display = ("reference", "right", "state", "internal_due")
