"""Forms for people who are not signed in: no cookie, an origin check and a signed token instead.

A cookie against cross-site requests would be set on people who only want to ask something. A foreign page
can neither read a token of ours nor send the right origin, which a browser puts on every form it posts.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from accounts.signing import make_token, read_token

TOKEN_LIFE = 2 * 3600
"""Seconds a page may stay open before its form is refused."""
View = Callable[..., HttpResponseBase]


class PublicRequest(HttpRequest):
    """A request whose view uses `public_form`: it carries the token its page goes on with and the token's number."""

    form_token: str
    form_number: str


def public_form(purpose: str, *, field: str = "token") -> Callable[[View], View]:
    """Guard a view's POST with origin and token instead of the CSRF cookie; a GET gets a new token.

    `field` carries the token; a form that stands beside others on every page has a name of its own.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                number = read_token(f"form.{purpose}", request.POST.get(field, ""), max_age=TOKEN_LIFE)
                if not number or not from_here(request):
                    return render(request, "accounts/form_refused.html", status=403)
                request.form_token, request.form_number = request.POST[field], number
            else:
                request.form_number = secrets.token_hex(16)
                request.form_token = token_for(purpose, request.form_number)
            answer = view(request, *args, **kwargs)
            answer["Cache-Control"] = "no-store"
            return answer

        return csrf_exempt(guarded)

    return guard


def token_for(purpose: str, number: str = "") -> str:
    """Return a token for a form on a page whose view is not guarded itself; its target is."""
    return make_token(f"form.{purpose}", number or secrets.token_hex(16))


def from_here(request: HttpRequest) -> bool:
    """Return whether the browser says that this form was on one of our own pages; silence counts as no."""
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    ours = {_origin(settings.BASE_URL), f"{request.scheme}://{request.get_host()}"}
    return _origin(said) in ours


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
