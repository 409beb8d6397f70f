"""Pages of the staff admin on which nothing is added, changed or removed by hand."""

from typing import Any

from django.http import HttpRequest


class Kept:
    """Rows that the program writes and that stay: staff may do only what a page's own actions say."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: rows are written by what happens."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: the row is a record."""
        return False


class LookOnly(Kept):
    """Rows that are only looked at; what staff decide goes through buttons that call actions."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: nothing is edited by hand."""
        return False
