"""Pages of the staff admin on which nothing is added, changed or removed by hand."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest


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
        return any(lookup == name or lookup.startswith(f"{name}__") for name in offered)


class LookOnly(Kept):
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
