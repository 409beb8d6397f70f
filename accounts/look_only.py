"""Pages of the staff admin on which nothing is added, changed or removed by hand."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

MOST_DIGITS = 18


class OwnPages:
    """Pages of an admin with a template of their own, in the admin's frame."""

    admin_site: Any
    opts: Any

    def page(
        self, request: HttpRequest, template: str, title: Any, context: dict[str, Any]
    ) -> TemplateResponse:
        """Return a page that shows the context under this title."""
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, template, {**frame, **context})

    def row(self, request: HttpRequest, rows: QuerySet[Any], pk: object) -> Any:
        """Return the row an address names. Raise PermissionDenied without the right to see it, Http404 when there is none."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        number = str(pk)
        known = number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
        found: Model = get_object_or_404(rows, pk=number if known else None)
        return found


class Kept:
    """Rows that the program writes and that stay: staff may do only what a page's own actions say."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: rows are written by what happens."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: the row is a record."""
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Refuse what the page offers no filter for: an address typed by hand would find one person's rows and leave no trace."""
        filters = self.list_filter  # type: ignore[attr-defined]
        offered = [each if isinstance(each, str) else each.parameter_name for each in filters]
        if lookup.endswith("regex"):
            return False
        return any(lookup == name or lookup.startswith(f"{name}__") for name in offered)


class LookOnly(Kept, OwnPages):
    """Rows that are only looked at; what staff decide goes through buttons that call actions."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: nothing is edited by hand."""
        return False


def reference_in(search_term: str) -> UUID | None:
    """Return the whole reference somebody searches for, or None: part of one would tell nothing and find many."""
    try:
        return UUID(search_term.strip())
    except ValueError:
        return None
