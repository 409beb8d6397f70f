"""The ledger of choices in the staff admin: to be read, by opaque reference, and nothing else."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.actor import actor_for
from accounts.look_only import LookOnly, reference_in
from consent.actions.looking import look_at_choices
from consent.models import ConsentRecord


@admin.register(ConsentRecord)
class ChoicesAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """What was chosen, the latest first. Whose it is stands there as a reference; asking for one leaves a trace."""

    list_display = ("decided_at", "about", "key", "channel", "decision", "method", "scope", "holder")
    list_filter = ("about", "decision", "method", "scope", "decided_at")
    search_fields = ("holder",)
    search_help_text = _("Reference of a person or browser, as it stands in the column")
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "decided_at", "about", "key", "channel", "decision", "method", "actor", "lawful_basis", "scope", "holder",
        "sequence", "map_version", "policy_version", "language", "words_digest", "fingerprint",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("fingerprint"))
    def fingerprint(self, obj: ConsentRecord) -> str:
        """Show the digest of the entry as receipts have it."""
        return bytes(obj.digest).hex()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ConsentRecord], search_term: str
    ) -> tuple[QuerySet[ConsentRecord], bool]:
        """Return the entries of one holder, by the whole reference: part of one would tell nothing and find many."""
        if not search_term:
            return queryset, False
        holder = reference_in(search_term)
        if holder is None:
            return queryset.none(), False
        look_at_choices(holder, actor=actor_for(request.user))
        return queryset.filter(holder=holder), False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one entry. That it was looked at is recorded first."""
        entry = self.get_object(request, object_id)
        if entry is not None and self.has_view_permission(request, entry):
            look_at_choices(entry.holder, actor=actor_for(request.user))
        return super().change_view(request, object_id, form_url, extra_context)
