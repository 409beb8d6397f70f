"""Pages that wait for a worker look again by themselves."""

from django.http import HttpResponse

LOOK_AGAIN = "3"
"""Seconds after which a page looks again while workers are busy."""


def looking_again(response: HttpResponse, *, busy: bool) -> HttpResponse:
    """Return the page, told to look again soon while a worker is busy with what it shows."""
    if busy:
        response.headers["Refresh"] = LOOK_AGAIN
    return response
