"""The names under which cookies of the data map stand in browsers, which differ from one installation to another."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.datamap.vocabulary import Cookie

KINDS: dict[str, Promise] = {
    "cookie": _("cookie"),
    "local_storage": _("local storage"),
    "pixel": _("picture that reports back"),
}


def name_in_browsers(cookie: Cookie) -> str:
    """Return the name a browser shows for a cookie of the data map; the settings name those of session and forms."""
    ours = {"session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
    return ours.get(cookie.key, cookie.name)
