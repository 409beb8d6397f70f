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


class ByNumber(CursorPagination):
    """Pages in an order that begins with a number, which `ordering` names."""

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return where the page begins. Raise NotFound for a place that is no number, which the database would refuse."""
        cursor: Cursor | None = super().decode_cursor(request)
        if cursor is None or cursor.position is None or _is_number(cursor.position):
            return cursor
        raise NotFound(self.invalid_cursor_message)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _is_time(text: str) -> bool:
    try:
        return parse_datetime(text) is not None
    except ValueError:
        return False
