"""The register of cookies: everything that is kept in a browser, by whom, what for and how long."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.datamap.current import current
from accounts.datamap.words import lifetime
from consent.cookies import KINDS, name_in_browsers


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """Show every cookie of the data map, those that need no consent first."""
    datamap = current()
    rows = [
        {
            "cookie": cookie,
            "name": name_in_browsers(cookie.key, cookie.name),
            "kind": KINDS[cookie.kind],
            "lifetime": lifetime(cookie.lifetime),
            "purpose": datamap.purposes[cookie.purpose].name,
        }
        for cookie in sorted(datamap.cookies.values(), key=lambda cookie: not cookie.necessary)
    ]
    return render(request, "consent/cookies_register.html", {"rows": rows})
