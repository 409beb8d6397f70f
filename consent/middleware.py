"""Hear the browser's privacy signal on every request, and say in every answer that the portal does not track."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from consent.bound import bind_signal
from consent.signals import HEADERS, signal_in


class SignalMiddleware:
    """Set `request.privacy_signal` to `gpc`, `dnt` or nothing.

    Without a session a signal is honoured and nothing is kept; the session is not even opened. With one it
    binds the account. A request without a signal costs nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and let caches know what the answer depends on."""
        signal = signal_in(request.headers)
        request.privacy_signal = signal  # type: ignore[attr-defined]
        if signal and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            bind_signal(request, request.user, signal)
        response = self.get_response(request)
        patch_vary_headers(response, HEADERS)
        response.headers["Tk"] = "N"
        return response
