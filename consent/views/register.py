"""The register of cookies: everything that is kept in a browser, by whom, what for and how long."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.datamap.current import current
from accounts.datamap.vocabulary import UNTIL_CLOSED
from accounts.datamap.words import period
from consent.cookies import KINDS, name_in_browsers


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """Show every cookie of the data map, those that need no consent first."""
    datamap = current()
    rows = [
        {
            "cookie": cookie,
            "name": name_in_browsers(cookie),
            "kind": KINDS[cookie.kind],
            "lifetime": _("until the browser is closed")
            if cookie.lifetime == UNTIL_CLOSED
            else period(cookie.lifetime),
            "purpose": datamap.purposes[cookie.purpose].name,
        }
        for cookie in sorted(datamap.cookies.values(), key=lambda cookie: not cookie.necessary)
    ]
    return render(request, "consent/cookies_register.html", {"rows": rows})
