"""The bar above every page: the cookie notice, or the line that says a signal is honoured, or nothing."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context

from accounts.public_forms import token_for
from consent.bound import OPTED_OUT
from consent.browser import choices_in
from consent.choices import purposes_of_cookies

register = template.Library()
OWN_PAGES = ("consent:choices", "consent:opt_in_confirm", "consent:browser")
"""Pages that ask the same in their own words."""


@register.inclusion_tag("consent/choices_bar.html", takes_context=True)
def choices_bar(context: Context) -> dict[str, Any]:
    """Return what the bar shows. Asks no database: what it needs stands in the request, a cookie, an open session and the page's notice."""
    request = context.get("request")
    signal = getattr(request, "privacy_signal", None)
    if request is None or signal is None:
        return {}
    if signal:
        return {"signal": signal}
    if context.get("owed_notice"):
        # One thing at a time: nothing waits for this answer, because silence is a no.
        return {}
    if _is_asked(request) and (purposes := purposes_of_cookies()):
        kept = choices_in(request)
        if kept is None or not kept.covers(purposes):
            return {
                "purposes": purposes.values(),
                "browser_token": token_for("browser"),
                "back": request.get_full_path(),
            }
    return {}


def _is_asked(request: Any) -> bool:
    """Return whether a notice may be shown on this page to this person.

    An answer to a form has none: going back from the notice would lose what was typed. Who opted out of sale
    and sharing is not asked to agree again.
    """
    if request.method not in ("GET", "HEAD"):
        return False
    if request.resolver_match is not None and request.resolver_match.view_name in OWN_PAGES:
        return False
    return settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.session.get(OPTED_OUT)
