"""Disclosures in the staff admin: under opaque references; looking one person up leaves a trace."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actions.disclosures import LIFT, AlreadyTold, lift_prohibition, look_at_disclosures
from accounts.actor import actor_for
from accounts.datamap.current import current
from accounts.look_only import LookOnly, reference_in
from accounts.models import Disclosure
from accounts.regimes.disclosing import DISCLOSURE_GROUNDS


class ChosenFilter(admin.SimpleListFilter):
    """A filter whose choices are declared and not looked for in millions of rows."""

    column = ""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Disclosure]) -> QuerySet[Disclosure]:
        """Return the entries with the chosen value."""
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class GroundFilter(ChosenFilter):
    """On which ground."""

    title, parameter_name, column = _("ground"), "ground", "ground"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the closed list."""
        return [(ground.key, ground.name) for ground in DISCLOSURE_GROUNDS.values()]


class RecipientFilter(ChosenFilter):
    """Who received it."""

    title, parameter_name, column = _("recipient"), "recipient", "recipient"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the recipients of the data map."""
        return [(one.key, one.name) for one in current().recipients.values()]


class ToldFilter(ChosenFilter):
    """Whether the person may see it."""

    title, parameter_name, column = _("told"), "held", "held_for__isnull"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the two states."""
        return [("True", _("the person may see it")), ("False", _("kept back by a prohibition"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Disclosure]) -> QuerySet[Disclosure]:
        """Return the entries in the chosen state."""
        chosen = {"True": True, "False": False}.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(held_for__isnull=chosen)


@admin.register(Disclosure)
class DisclosureAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """To whom data was given, the latest first; those of which the person may not be told yet say until when."""

    list_display = ("disclosed_at", "recipient_name", "category", "ground_name", "declared", "kept_back", "sender", "person")  # fmt: skip
    list_filter = (ToldFilter, GroundFilter, RecipientFilter)
    list_select_related = ("subject", "held_for")
    search_fields = ("subject__ref",)
    search_help_text = _("Reference of a person, as it stands in the column")
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False
    actions = ("lift",)
    fields = (
        "disclosed_at", "recipient_name", "category", "ground_name", "law", "declared", "kept_back", "sender", "external_id",
        "recorded_at", "person",
    )  # fmt: skip
    readonly_fields = fields

    def has_lift_permission(self, request: HttpRequest) -> bool:
        """Return whether the role may end a prohibition."""
        return request.user.has_perm(LIFT)  # type: ignore[union-attr]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Disclosure], search_term: str
    ) -> tuple[QuerySet[Disclosure], bool]:
        """Return the entries of one person, by the whole reference. That somebody asked is recorded first."""
        if not search_term:
            return queryset, False
        ref = reference_in(search_term)
        if ref is None:
            return queryset.none(), False
        look_at_disclosures(ref, actor=actor_for(request.user))
        return queryset.filter(Q(subject__ref=ref) | Q(held_for__ref=ref)), False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one entry. That it was looked at is recorded first."""
        entry = self.get_object(request, object_id)
        if entry is not None and self.has_view_permission(request, entry):
            look_at_disclosures((entry.subject or entry.held_for).ref, actor=actor_for(request.user))
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("recipient"), ordering="recipient")
    def recipient_name(self, entry: Disclosure) -> str:
        """Return the recipient's name in the data map."""
        known = current().recipients.get(entry.recipient)
        return known.name if known else entry.recipient

    @admin.display(description=_("ground"), ordering="ground")
    def ground_name(self, entry: Disclosure) -> Any:
        """Return the ground in words."""
        known = DISCLOSURE_GROUNDS.get(entry.ground)
        return known.name if known else entry.ground

    @admin.display(description=_("law"))
    def law(self, entry: Disclosure) -> str:
        """Return where the law names the ground."""
        known = DISCLOSURE_GROUNDS.get(entry.ground)
        return known.law if known else ""

    @admin.display(boolean=True, description=_("as declared"))
    def declared(self, entry: Disclosure) -> bool:
        """Return whether the data map says that this recipient gets this kind of data."""
        category = current().categories.get(entry.category)
        return category is not None and entry.recipient in category.recipients

    @admin.display(description=_("kept back until"), ordering="withheld_until")
    def kept_back(self, entry: Disclosure) -> Any:
        """Return until when the person must not be told."""
        return entry.withheld_until if entry.held_for_id is not None else None

    @admin.display(description=_("person"))
    def person(self, entry: Disclosure) -> str:
        """Return the opaque reference of whose data it was."""
        return str((entry.subject or entry.held_for).ref)

    @admin.action(description=_("The prohibition was lifted: tell the person"), permissions=["lift"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Disclosure]) -> None:
        """Let people know of the chosen entries."""
        done = 0
        for entry in queryset:
            try:
                lift_prohibition(entry, actor=actor_for(request.user))
            except AlreadyTold:
                continue
            done += 1
        said = ngettext("%(n)d entry can be seen now.", "%(n)d entries can be seen now.", done)
        messages.success(request, said % {"n": done})
