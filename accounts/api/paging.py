"""Pages of the API's lists."""

from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class ByTime(CursorPagination):
    """Pages in an order that begins with a time, which `ordering` names."""

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return where the page begins. Raise NotFound for a place that is no time, which the database would refuse."""
        cursor: Cursor | None = super().decode_cursor(request)
        if cursor is None or cursor.position is None or _is_time(cursor.position):
            return cursor
        raise NotFound(self.invalid_cursor_message)


def _is_time(text: str) -> bool:
    try:
        return parse_datetime(text) is not None
    except ValueError:
        return False
