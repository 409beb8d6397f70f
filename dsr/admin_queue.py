"""A queue in the staff admin: what waits, the most urgent on top, found by its reference."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.actor import actor_for
from accounts.errors import DomainError
from accounts.look_only import LookOnly


class Queue(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows with a reference and a date; nothing can be edited, only decided. The model's questions know `by_urgency`."""

    heading: ClassVar[Any] = ""
    list_per_page = 50
    search_fields = ("reference",)
    search_help_text = _("Reference")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return all of them, waiting ones first, by date."""
        return self.model._default_manager.by_urgency()

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Leave the order to the queryset."""
        return ()

    @admin.display(description=_("reference"))
    def numbered(self, obj: Any) -> str:
        """Show the reference in one piece."""
        return format_html('<span class="nowrap">{}</span>', obj.reference)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the queue under its own name."""
        return super().changelist_view(request, {"title": self.heading, **(extra_context or {})})


def take_decision(request: HttpRequest, form: Any, *, said: Any) -> bool:
    """Carry out the decision staff have sent, say `said`, and return whether it was taken; what is refused stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        form.carry_out(actor_for(request.user))
    except DomainError as error:
        form.add_error(None, str(error.message))
        return False
    messages.success(request, said)
    return True
