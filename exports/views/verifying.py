"""Check a copy or a receipt: the page on which the file stays in the browser, and the command to take away."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import signing

COMMAND = Path(__file__).parents[1] / "verify" / "candor_verify.py"


@require_safe
@csp_replace({"connect-src": ["'none'"]})
def verify(request: HttpRequest) -> HttpResponse:
    """Show the page. It brings the keys along and may connect to nothing, so that the browser itself keeps the file in."""
    keys = signing.published()
    context = {
        "keys": keys,
        "published": {"keys": [key.as_jwk() for key in keys]},
        "digest": sha256(command()).hexdigest(),
    }
    return render(request, "exports/verify.html", context)


@require_safe
def verify_script(request: HttpRequest) -> HttpResponse:
    """Hand out the command as a file; it knows no visitor."""
    return HttpResponse(
        command(),
        content_type="text/x-python; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="candor_verify.py"'},
    )


@cache
def command() -> bytes:
    """Return the command's text, as it was when this process first read it."""
    return COMMAND.read_bytes()
